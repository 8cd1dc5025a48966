import { existsSync, mkdirSync, readFileSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AgentName } from '../../../../../src/core/agent-name.js'
import type { Disk } from '../../../../../src/disk/disk.js'
import { openFileMailbox } from '../../../../../src/store/file/mail/file-mailbox.js'
import { nodeDisk } from '../../../../../src/disk/node-disk.js'
import { wrapDisk } from '../../../../support/store/mail-disk.js'
import {
  alice,
  bob,
  carol,
  makeFolder,
  namesIn,
  openOffice,
  readText,
  task,
} from '../../../../support/store/mail-rig.js'

describe('the files of a mailbox', () => {
  it('hold the record with the keys of the protocol first, two spaces, and text as it is', async () => {
    const folder = join(makeFolder(), 'comm')
    const now = Date.UTC(2026, 10, 21, 14, 5, 0, 678)
    const mail = openFileMailbox({ folder, now: () => now, randomId: () => '0f9e8d7c-1111-4222-8333-444455556666' })
    const { path } = await mail.send(
      task(bob, { priority: 1, type: 'ALERT', payload: { text: 'Größe ✓', none: {} }, inReplyTo: 'that' }),
    )

    expect(readFileSync(path, 'utf8')).toBe(`{
  "id": "0f9e8d7c-1111-4222-8333-444455556666",
  "from": "alice",
  "to": "bob",
  "type": "ALERT",
  "priority": 1,
  "timestamp": "2026-11-21T14:05:00Z",
  "payload": {
    "text": "Größe ✓",
    "none": {}
  },
  "sentAt": "2026-11-21T14:05:00.678Z",
  "inReplyTo": "that",
  "schemaVersion": "1.0"
}`)
    expect(path).toBe(join(folder, 'To_Bob', '1_20261121_140500_alice_ALERT_1795269900678-0000-0f9e8d7c.json'))
  })

  it('are never two of one name, though an id comes twice', async () => {
    const folder = makeFolder()
    const randomId = sequence('same-id-1', 'tmp-1', 'same-id-1', 'tmp-2', 'other-id', 'tmp-3')
    await openFileMailbox({ folder, now: () => 1_000, randomId }).send(task(bob))
    const sent = await openFileMailbox({ folder, now: () => 1_000, randomId }).send(task(bob))
    expect(sent.id).toBe('other-id')
    expect(namesIn(folder, 'To_Bob')).toHaveLength(2)
  })

  it('lie in a folder with one capital, whatever the spelling of the agent', async () => {
    const { folder, mail } = openOffice()
    await mail.send(task('VSCode' as AgentName))
    await mail.send(task('claude-1F3a' as AgentName))
    await mail.send(task('4ever' as AgentName))
    expect(namesIn(folder).filter((name) => name !== '.holdfast')).toEqual(['To_4ever', 'To_Claude-1f3a', 'To_Vscode'])
  })

  it('are read from every spelling of the folder, where the disk tells them apart', async () => {
    const { folder, mail } = openOffice()
    const first = await mail.send(task('vscode' as AgentName))
    const name = basename(first.path)
    mkdirSync(join(folder, 'To_VSCode'), { recursive: true })
    renameSync(first.path, join(folder, 'To_VSCode', name))
    const second = await mail.send(task('vscode' as AgentName))

    const { messages } = await mail.receive('vscode' as AgentName)
    expect(messages.map(({ id }) => id)).toEqual([first.id, second.id])
    expect(await mail.peek('VSCODE' as AgentName)).toBe(2)
    expect(await mail.agents()).toHaveLength(1)
    expect(await mail.archive(first.id)).toMatchObject({ kind: 'archived' })
  })

  it('are made by writing only', async () => {
    const { folder, mail } = openOffice()
    await mail.receive(bob)
    await mail.peek(bob)
    await mail.claim(bob, { claimant: 'bob', leaseMs: 1 })
    await mail.find('some-id')
    await mail.archive('some-id')
    await mail.cleanup(0)
    await mail.agents()
    const ended = new AbortController()
    ended.abort()
    await mail.waitForMail(bob, ended.signal)
    expect(existsSync(folder)).toBe(false)
  })

  it('are on the disk, with the folders on their way, before a send is done', async () => {
    const calls: string[] = []
    const folder = join(makeFolder(), 'store', 'comm')
    const note = <T>(call: string, operate: () => T): T => {
      calls.push(call)
      return operate()
    }
    const disk: Disk = {
      ...nodeDisk,
      syncFolder: (path) => note(`syncFolder ${path}`, () => nodeDisk.syncFolder(path)),
      writeNew: (path, content) => note(`writeNew ${dirname(path)}`, () => nodeDisk.writeNew(path, content)),
      linkNew: (source, target) => note(`linkNew ${dirname(target)}`, () => nodeDisk.linkNew(source, target)),
    }
    await openFileMailbox({ folder, now: Date.now, disk }).send(task(bob))
    const mailbox = join(folder, 'To_Bob')
    expect(calls).toEqual([
      `syncFolder ${dirname(dirname(folder))}`,
      `syncFolder ${dirname(folder)}`,
      `syncFolder ${folder}`,
      `syncFolder ${folder}`,
      `syncFolder ${join(folder, '.holdfast')}`,
      `writeNew ${join(folder, '.holdfast', 'tmp')}`,
      `linkNew ${mailbox}`,
      `syncFolder ${mailbox}`,
    ])
  })

  it('are opened one by one as they are wanted: claiming the first of many opens one', async () => {
    const { mail, reopen } = openOffice()
    for (let count = 0; count < 20; count += 1) await mail.send(task(bob))
    let reads = 0
    const counting = wrapDisk(nodeDisk, ({ name }, operate) => {
      if (name === 'read') reads += 1
      return operate()
    })
    await reopen(counting).claim(bob, { claimant: 'bob', leaseMs: 1_000 })
    expect(reads).toBe(1)
    await reopen(counting).peek(bob)
    expect(reads).toBe(1)
  })

  it('belong to agents only where the folder is named for one', async () => {
    const { folder, mail } = openOffice()
    await mail.send(task(bob))
    for (const name of ['To_', 'To_-x', 'To_a b', 'Elsewhere', 'ARCHIVE']) mkdirSync(join(folder, name))
    writeFileSync(join(folder, 'To_File'), '')
    symlinkSync(join(folder, 'To_Bob'), join(folder, 'To_Link'))
    expect(await mail.agents()).toEqual(['bob'])
  })

  it('may lie behind a link to the root, and behind no other', async () => {
    const { folder, mail } = openOffice()
    await mail.send(task(bob))
    const shared = `${folder}-link`
    symlinkSync(folder, shared)
    expect(await openFileMailbox({ folder: shared, now: Date.now }).peek(bob)).toBe(1)

    const elsewhere = makeFolder()
    writeFileSync(join(elsewhere, 'secret.json'), readText((await mail.receive(bob)).messages[0]?.path ?? ''))
    symlinkSync(elsewhere, join(folder, 'To_Carol'))
    const planted = { problem: { code: 'path-planted', path: join(folder, 'To_Carol') } }
    await expect(mail.send(task(carol))).rejects.toMatchObject(planted)
    await expect(mail.receive(carol)).rejects.toMatchObject(planted)
    await expect(mail.claim(carol, { claimant: 'carol', leaseMs: 1 })).rejects.toMatchObject(planted)
    await expect(mail.peek(carol)).rejects.toMatchObject(planted)
    await mail.cleanup(-60_000)
    expect(namesIn(elsewhere)).toEqual(['secret.json'])
  })

  it.each([['.holdfast'], ['.holdfast', 'tmp'], ['.holdfast', 'claims'], ['ARCHIVE'], ['REJECTED']])(
    'are not written through a link at %s %s',
    async (...place) => {
      const { folder, mail, clock } = openOffice()
      const { id } = await mail.send(task(alice))
      const elsewhere = makeFolder()
      const path = join(folder, ...place)
      if (existsSync(path)) renameSync(path, `${folder}-moved`)
      symlinkSync(elsewhere, path)
      writeFileSync(join(folder, 'To_Alice', 'torn.json'), '{')
      clock.ms += 60_000

      const attempts = [
        mail.send(task(bob)),
        mail.claim(alice, { claimant: 'a', leaseMs: 1_000 }),
        mail.receive(alice),
        mail.archive(id),
      ]
      await Promise.allSettled(attempts)
      expect(namesIn(elsewhere)).toEqual([])
      expect((await mail.receive(alice)).messages.length + namesIn(folder, 'ARCHIVE').length).toBe(1)
    },
  )

  it('cannot be read by accounts that may not write them into the folder', async () => {
    const { mail } = openOffice()
    const { path } = await mail.send(task(bob))
    expect(statSync(path).mode & 0o022).toBe(0)
  })
})

function sequence(...texts: readonly string[]): () => string {
  const rest = [...texts]
  return () => rest.shift() ?? 'used-up'
}
