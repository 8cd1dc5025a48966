import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makePipe } from '../../support/make-pipe.js'
import { bob, openOffice, task } from '../../support/store/mail-rig.js'

describe.skipIf(process.platform === 'win32')('a pipe in a mailbox', () => {
  it('goes aside without anybody waiting for its writer', async () => {
    const { folder, mail } = openOffice()
    await mail.send(task(bob))
    makePipe(join(folder, 'To_Bob', 'pipe.json'))
    expect((await mail.receive(bob)).rejected).toMatchObject([{ reason: 'it is not a regular file' }])
    expect(lstatSync(join(folder, 'REJECTED', 'pipe.json')).isFIFO()).toBe(true)
  })
})
