import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { AgentName } from '../../../../src/core/agent-name.js'
import { nodeDisk } from '../../../../src/disk/node-disk.js'
import { openFileReceipts } from '../../../../src/store/file/mail/file-receipts.js'
import { openRemoteMemory } from '../../../../src/store/file/remote-memory.js'
import { readStoreId } from '../../../../src/store/file/store-id.js'
import { problemOf } from '../../../support/problem-of.js'
import { makeFolder, namesIn } from '../../../support/store/lock-rig.js'

/** A store's folder in which somebody else has put a link to `outside` at `name`. */
function plant(...name: readonly [string, ...string[]]): { folder: string; outside: string } {
  const [folder, outside] = [makeFolder(), makeFolder()]
  mkdirSync(join(folder, ...name.slice(0, -1)), { recursive: true })
  symlinkSync(outside, join(folder, ...name))
  return { folder, outside }
}

const planted = { code: 'path-planted' }

it.each([[['.holdfast', 'published']], [['.holdfast']]])(
  'a memory of remotes behind a link at %j is refused',
  async (name) => {
    const { folder, outside } = plant(...(name as [string]))
    const book = openRemoteMemory(folder)
    expect(await problemOf(() => book.setPublication('url', { id: 'x', sum: 'y' }))).toMatchObject(planted)
    expect(book.publication('url')).toBeNull()
    expect(namesIn(outside)).toEqual([])
  },
)

it.each([[['.holdfast', 'tmp']], [['.holdfast']]])('no name of a store is made through a link at %j', async (name) => {
  const { folder, outside } = plant(...(name as [string]))
  expect(await problemOf(() => readStoreId(folder, true))).toMatchObject(planted)
  expect(namesIn(outside)).toEqual([])
})

it.each([[['.holdfast', 'receipts']], [['.holdfast']]])('no receipt is written through a link at %j', (name) => {
  const { folder, outside } = plant(...(name as [string]))
  const receipts = openFileReceipts({ folder: join(folder, '.holdfast', 'receipts'), disk: nodeDisk, now: Date.now })
  expect(receipts.note('alice' as AgentName, 'seen', ['1'])).toBe(false)
  expect(namesIn(outside)).toEqual([])
})
