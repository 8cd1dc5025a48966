import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Obstacle } from '../../../../src/core/locks/lock-rules.js'
import { askHolders } from '../../../../src/app/locks/ask-holders.js'
import { openFileMailbox } from '../../../../src/store/file/mail/file-mailbox.js'
import { lockOf, makeFolder } from '../../../support/store/lock-rig.js'

const me = lockOf('bob', 'src').owner
const obstacles: readonly Obstacle[] = [
  { kind: 'lock', lock: lockOf('alice', 'src'), wanted: 'src', witness: null },
  { kind: 'lock', lock: lockOf('carol', 'src/b'), wanted: 'src', witness: null },
]

it('waiting goes on where no mail can be written', async () => {
  const folder = join(makeFolder(), 'comm')
  writeFileSync(folder, 'a file in the place of the folder')
  const mail = openFileMailbox({ folder, now: Date.now })
  expect([...(await askHolders({ me, mail }, obstacles, new Set()))]).toEqual(['alice', 'carol'])
})

it('a holder who cannot be written to does not keep the others from being asked', async () => {
  const folder = makeFolder()
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'To_alice'), 'a file in the place of a mailbox')
  const mail = openFileMailbox({ folder, now: Date.now })
  await askHolders({ me, mail }, obstacles, new Set())
  expect(await mail.peek(lockOf('carol', 'x').owner.agent)).toBe(1)
})
