import { cpSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '../../../../../src/core/time.js'
import { bob, carol, idsOnDisk, namesIn, openOffice, readText, task } from '../../../../support/store/mail-rig.js'

const RECORD = {
  id: 'foreign-1',
  from: 'alice',
  to: 'bob',
  type: 'TASK',
  priority: 5,
  timestamp: '2026-11-21T14:05:00Z',
  payload: {},
}
const FOREIGN_NAME = '5_20261121_140500_alice_TASK.json'

describe('the archive', () => {
  it('keeps the name of a message, which no other has', async () => {
    const { folder, mail } = openOffice()
    const { id, path } = await mail.send(task(bob))
    expect(await mail.archive(id)).toEqual({ kind: 'archived', path: join(folder, 'ARCHIVE', basename(path)) })
  })

  it('never overwrites, though somebody has put a file of that name there', async () => {
    const { folder, mail } = openOffice()
    const { id, path } = await mail.send(task(bob))
    mkdirSync(join(folder, 'ARCHIVE'))
    writeFileSync(join(folder, 'ARCHIVE', basename(path)), 'kept')
    const outcome = await mail.archive(id)
    expect(outcome.kind).toBe('archived')
    expect(readText(folder, 'ARCHIVE', basename(path))).toBe('kept')
    expect(namesIn(folder, 'ARCHIVE')).toHaveLength(2)
  })

  it('keeps apart messages whose names repeat, as those of other programs do within a second', async () => {
    const { folder, mail } = openOffice()
    for (const [agent, id] of [
      ['To_Bob', 'foreign-1'],
      ['To_Carol', 'foreign-2'],
    ] as const) {
      mkdirSync(join(folder, agent), { recursive: true })
      writeFileSync(join(folder, agent, FOREIGN_NAME), JSON.stringify({ ...RECORD, id }))
    }
    expect(await mail.archive('foreign-1')).toMatchObject({ kind: 'archived' })
    expect(await mail.archive('foreign-2')).toMatchObject({ kind: 'archived' })
    expect(idsOnDisk(folder)).toEqual(['foreign-1', 'foreign-2'])
    expect(namesIn(folder, 'ARCHIVE')).toHaveLength(2)
  })

  it('finds a message by its id though its file was renamed to look like another one', async () => {
    const { folder, mail } = openOffice()
    const first = await mail.send(task(bob))
    cpSync(first.path, join(folder, 'To_Bob', basename(first.path).replace(/-[0-9a-f]{8}\.json$/, '-ffffffff.json')))
    await mail.archive(first.path)
    expect((await mail.find(first.id))?.id).toBe(first.id)
    expect(await mail.archive(first.id)).toMatchObject({ kind: 'archived' })
  })

  it('takes a path as it is typed: absolute, or from the root of the mailboxes', async () => {
    const { folder, mail } = openOffice()
    const first = await mail.send(task(bob))
    const second = await mail.send(task(bob))
    expect(await mail.archive(first.path)).toMatchObject({ kind: 'archived' })
    expect(await mail.archive(relative(folder, second.path))).toMatchObject({ kind: 'archived' })
  })

  it.each([
    ['outside of the root', '../secret.json'],
    ['out of a mailbox', 'To_Bob/../../secret.json'],
    ['absolute and elsewhere', '/etc/passwd.json'],
    ['in the archive', 'ARCHIVE/x.json'],
    ['in the own folder of the store', '.holdfast/tmp/x.json'],
    ['in the root', './x.json'],
    ['beneath a mailbox', 'To_Bob/deeper/x.json'],
  ])('refuses a path %s', async (_, path) => {
    const { folder, mail } = openOffice()
    await mail.send(task(bob))
    const secret = join(folder, '..', 'secret.json')
    writeFileSync(secret, JSON.stringify(RECORD))
    await expect(mail.archive(path)).rejects.toMatchObject({ problem: { area: 'mail', code: 'not-in-a-mailbox' } })
    expect(readText(secret)).toBe(JSON.stringify(RECORD))
    expect(namesIn(folder, 'ARCHIVE')).toEqual([])
  })

  it('refuses a path that goes through a link', async () => {
    const { folder, mail } = openOffice()
    const { path } = await mail.send(task(bob))
    symlinkSync(join(folder, 'To_Bob'), join(folder, 'To_Link'))
    symlinkSync(path, join(folder, 'To_Bob', 'link.json'))
    for (const planted of [join(folder, 'To_Link', basename(path)), join(folder, 'To_Bob', 'link.json')]) {
      await expect(mail.archive(planted)).rejects.toMatchObject({ problem: { code: 'path-planted' } })
    }
    expect(await mail.peek(bob)).toBe(2)
  })

  it('leaves no claims of the message behind', async () => {
    const { folder, mail, clock } = openOffice()
    const { id } = await mail.send(task(bob))
    await mail.send(task(bob))
    for (const claimant of ['1', '2', '3', '4']) {
      await mail.claim(bob, { claimant, leaseMs: MINUTE_MS })
      clock.ms += claimant < '4' ? MINUTE_MS : 0
    }
    expect(namesIn(folder, '.holdfast', 'claims')).toHaveLength(4)
    await mail.archive(id, '4')
    expect(namesIn(folder, '.holdfast', 'claims')).toEqual([])
  })

  it('counts a claim that cannot be read as held, but not for ever', async () => {
    const { folder, mail, clock } = openOffice()
    const { id } = await mail.send(task(bob))
    await mail.claim(bob, { claimant: 'bob', leaseMs: MINUTE_MS })
    const [name = ''] = namesIn(folder, '.holdfast', 'claims')
    writeFileSync(join(folder, '.holdfast', 'claims', name), 'garbage')
    expect(await mail.archive(id, 'bob')).toMatchObject({ kind: 'claimed' })
    expect(await mail.claim(bob, { claimant: 'eve', leaseMs: MINUTE_MS })).toBeNull()
    clock.ms += 2 * HOUR_MS
    expect(await mail.claim(bob, { claimant: 'eve', leaseMs: MINUTE_MS })).not.toBeNull()
  })

  it('keeps nobody from the other messages by a claim that is far too large', async () => {
    const { folder, mail } = openOffice()
    await mail.send(task(bob))
    const other = await mail.send(task(bob))
    await mail.claim(bob, { claimant: 'bob', leaseMs: MINUTE_MS })
    const [name = ''] = namesIn(folder, '.holdfast', 'claims')
    writeFileSync(join(folder, '.holdfast', 'claims', name), 'x'.repeat(10_000))
    expect((await mail.claim(bob, { claimant: 'eve', leaseMs: MINUTE_MS }))?.message).toEqual(other)
  })
})

describe('a cleanup', () => {
  it('archives old messages of other programs, and puts old malformed files aside', async () => {
    const { folder, mail, clock } = openOffice()
    await mail.send(task(carol))
    mkdirSync(join(folder, 'To_Bob'))
    writeFileSync(join(folder, 'To_Bob', FOREIGN_NAME), JSON.stringify(RECORD))
    writeFileSync(join(folder, 'To_Bob', 'gossip.json'), JSON.stringify({ ...RECORD, id: 'gossip', type: 'GOSSIP' }))
    writeFileSync(join(folder, 'To_Bob', 'torn.json'), '{')
    clock.ms += 25 * HOUR_MS
    expect(await mail.cleanup(24 * HOUR_MS)).toBe(3)
    expect(namesIn(folder, 'To_Bob')).toEqual([])
    expect(namesIn(folder, 'ARCHIVE')).toHaveLength(3)
    expect(namesIn(folder, 'REJECTED')).toEqual(['torn.json', 'torn.json.reason.txt'])
  })

  it('sweeps the claims of messages that another program archived, and no others', async () => {
    const { folder, mail, clock } = openOffice()
    const gone = await mail.send(task(bob))
    await mail.send(task(bob))
    for (const claimant of ['1', '2']) await mail.claim(bob, { claimant, leaseMs: MINUTE_MS })
    renameSync(gone.path, join(folder, 'elsewhere.json'))

    await mail.cleanup(HOUR_MS)
    expect(namesIn(folder, '.holdfast', 'claims')).toHaveLength(2)
    clock.ms += MINUTE_MS
    await mail.cleanup(HOUR_MS)
    expect(namesIn(folder, '.holdfast', 'claims')).toHaveLength(1)
  })

  it('leaves all claims while a file cannot be read: it may be the message', async () => {
    const { folder, mail, clock } = openOffice()
    const gone = await mail.send(task(bob))
    await mail.claim(bob, { claimant: '1', leaseMs: MINUTE_MS })
    writeFileSync(gone.path, JSON.stringify({ ...RECORD, schemaVersion: '2.0' }))
    clock.ms += MINUTE_MS
    await mail.cleanup(HOUR_MS)
    expect(namesIn(folder, '.holdfast', 'claims')).toHaveLength(1)
  })

  it('sweeps marks a day after their window', async () => {
    const { folder, mail, clock } = openOffice()
    await mail.markOnce('conflict', HOUR_MS)
    clock.ms += 24 * HOUR_MS
    await mail.cleanup(HOUR_MS)
    expect(namesIn(folder, '.holdfast', 'once')).toHaveLength(1)
    clock.ms += HOUR_MS
    await mail.cleanup(HOUR_MS)
    expect(namesIn(folder, '.holdfast', 'once')).toEqual([])
  })
})
