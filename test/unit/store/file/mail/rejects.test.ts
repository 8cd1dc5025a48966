import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SECOND_MS } from '../../../../../src/core/time.js'
import { bob, namesIn, openOffice, readText, task, type Office } from '../../../../support/store/mail-rig.js'

const RECORD = {
  id: 'a-message',
  from: 'alice',
  to: 'bob',
  type: 'TASK',
  priority: 5,
  timestamp: '2026-11-21T14:05:00Z',
  payload: {},
}

const MALFORMED: readonly (readonly [string, string | Uint8Array, string])[] = [
  ['torn', JSON.stringify(RECORD).slice(0, -9), 'not JSON'],
  ['empty', '', 'it is empty'],
  ['binary', new Uint8Array([0xff, 0xfe, 0x00, 0x80]), 'not UTF-8'],
  ['an array', '[]', 'not a JSON object'],
  ['null', 'null', 'not a JSON object'],
  ['a text', '"hello"', 'not a JSON object'],
  ['without an id', JSON.stringify({ ...RECORD, id: undefined }), 'its id is missing'],
  ['with a numeric id', JSON.stringify({ ...RECORD, id: 7 }), 'its id is not a text'],
  ['with a worded priority', JSON.stringify({ ...RECORD, priority: 'high' }), 'its priority is not a whole number'],
  ['with a payload of text', JSON.stringify({ ...RECORD, payload: 'do it' }), 'its payload is not an object'],
  [
    'with a payload that overflows readers',
    JSON.stringify(RECORD).replace('{}', `{"deep":${'['.repeat(5_000)}${']'.repeat(5_000)}}`),
    'its payload is not an object',
  ],
  ['with a time of day', JSON.stringify({ ...RECORD, timestamp: 'at noon' }), 'its timestamp is not a time'],
]

describe('a malformed file', () => {
  it.each(MALFORMED)('that is %s goes aside with its reason, and holds up no other', async (_, content, reason) => {
    const office = await openWithOne()
    writeFileSync(join(office.folder, 'To_Bob', 'bad.json'), content)
    office.clock.ms += 5 * SECOND_MS + 1_000
    const { messages, rejected } = await office.mail.receive(bob)

    const path = join(office.folder, 'REJECTED', 'bad.json')
    expect(messages).toHaveLength(1)
    expect(rejected).toEqual([{ path, reason: expect.stringContaining(reason) as string }])
    expect(readText(`${path}.reason.txt`)).toContain(reason)
    expect(readFileSync(path)).toEqual(Buffer.from(content))
    expect(await office.mail.receive(bob)).toEqual({ messages, rejected: [] })
  })

  it('that is too large to be a letter goes aside unread', async () => {
    const { folder, mail } = await openWithOne()
    writeFileSync(join(folder, 'To_Bob', 'huge.json'), '{')
    truncateSync(join(folder, 'To_Bob', 'huge.json'), 1024 ** 3)
    const { rejected } = await mail.receive(bob)
    expect(rejected[0]?.reason).toContain('1073741824 bytes')
    expect(lstatSync(join(folder, 'REJECTED', 'huge.json')).size).toBe(1024 ** 3)
  })

  it('that is a link goes aside as a link, and what it leads to is neither read nor moved', async () => {
    const { folder, mail } = await openWithOne()
    const target = join(folder, 'elsewhere.json')
    writeFileSync(target, JSON.stringify(RECORD))
    symlinkSync(target, join(folder, 'To_Bob', 'link.json'))
    symlinkSync('/nowhere', join(folder, 'To_Bob', 'dangling.json'))
    const { messages, rejected } = await mail.receive(bob)

    expect(messages).toHaveLength(1)
    expect(rejected).toHaveLength(2)
    expect(readlinkSync(join(folder, 'REJECTED', 'link.json'))).toBe(target)
    expect(readlinkSync(join(folder, 'REJECTED', 'dangling.json'))).toBe('/nowhere')
    expect(existsSync(target)).toBe(true)
  })

  it('that is a folder goes aside with all it holds', async () => {
    const { folder, mail } = await openWithOne()
    mkdirSync(join(folder, 'To_Bob', 'folder.json'))
    writeFileSync(join(folder, 'To_Bob', 'folder.json', 'kept'), 'kept')
    expect((await mail.receive(bob)).rejected).toMatchObject([{ reason: 'it is not a regular file' }])
    expect(readText(folder, 'REJECTED', 'folder.json', 'kept')).toBe('kept')
  })

  it('stays while it may still be being written, and is a message when it is whole', async () => {
    const { folder, mail, clock } = await openWithOne()
    const path = join(folder, 'To_Bob', 'in-place.json')
    const text = JSON.stringify(RECORD)
    writeFileSync(path, text.slice(0, 20))
    utimesSync(path, clock.ms / 1_000, clock.ms / 1_000)
    clock.ms += 5 * SECOND_MS - 1
    const { messages, rejected } = await mail.receive(bob)
    expect(messages).toHaveLength(1)
    expect(rejected).toEqual([{ path, reason: 'it may still be being written: it is not JSON' }])
    expect(namesIn(folder, 'REJECTED')).toEqual([])

    writeFileSync(path, text)
    const whole = await mail.receive(bob)
    expect(whole.messages.map(({ id }) => id)).toContain('a-message')
    expect(whole.rejected).toEqual([])
  })

  it('goes aside once it has lain there for 5 seconds', async () => {
    const { folder, mail, clock } = await openWithOne()
    const path = join(folder, 'To_Bob', 'torn.json')
    writeFileSync(path, '{')
    utimesSync(path, clock.ms / 1_000, clock.ms / 1_000)
    clock.ms += 5 * SECOND_MS
    expect((await mail.receive(bob)).rejected).toMatchObject([{ path: join(folder, 'REJECTED', 'torn.json') }])
  })

  it('never overwrites what was put aside before', async () => {
    const { folder, mail, clock } = await openWithOne()
    clock.ms += 60 * SECOND_MS
    for (const content of ['first', 'second', 'third']) {
      writeFileSync(join(folder, 'To_Bob', 'bad.json'), content)
      await mail.receive(bob)
    }
    const files = namesIn(folder, 'REJECTED').filter((name) => name.endsWith('.json'))
    expect(files.map((name) => readText(folder, 'REJECTED', name)).sort()).toEqual(['first', 'second', 'third'])
    for (const name of files) expect(readText(folder, 'REJECTED', `${name}.reason.txt`)).toContain('not JSON')
  })

  it('goes aside under a name that the disk takes, however long its own is', async () => {
    const { folder, mail, clock } = await openWithOne()
    clock.ms += 60 * SECOND_MS
    writeFileSync(join(folder, 'To_Bob', `${'n'.repeat(250)}.json`), '{')
    writeFileSync(join(folder, 'To_Bob', `${'ü'.repeat(120)}.json`), '{')
    expect((await mail.receive(bob)).rejected).toHaveLength(2)
    expect(namesIn(folder, 'REJECTED')).toHaveLength(4)
    expect(namesIn(folder, 'To_Bob')).toHaveLength(1)
  })

  it('has its hostile name and words shown as one printable line', async () => {
    const { folder, mail, clock } = await openWithOne()
    clock.ms += 60 * SECOND_MS
    writeFileSync(join(folder, 'To_Bob', 'a\nFORGED: all clear\u001b[2J.json'), '{')
    await mail.receive(bob)
    const reason = namesIn(folder, 'REJECTED').find((name) => name.endsWith('.reason.txt')) ?? ''
    expect(readText(folder, 'REJECTED', reason).split('\n')).toHaveLength(2)
    expect(readText(folder, 'REJECTED', reason)).not.toContain('\u001b')
  })

  it('goes aside when a claimer comes across it', async () => {
    const { folder, mail, clock } = await openWithOne()
    clock.ms += 60 * SECOND_MS
    writeFileSync(join(folder, 'To_Bob', '0_bad.json'), '{')
    await mail.claim(bob, { claimant: 'bob', leaseMs: 1_000 })
    await mail.claim(bob, { claimant: 'bob', leaseMs: 1_000 })
    expect(namesIn(folder, 'REJECTED')).toEqual(['0_bad.json', '0_bad.json.reason.txt'])
  })
})

describe('a record in words of another program', () => {
  it.each([
    ['of a newer schema', { schemaVersion: '2.0' }, 'schemaVersion'],
    ['of a schema that is no text', { schemaVersion: 1 }, 'schemaVersion'],
    ['of a type that only others know', { type: 'GOSSIP\u001b' }, '"GOSSIP\\x1b"'],
    ['from a sender that is no agent name', { from: '../x' }, '"../x"'],
    ['to a receiver that is no agent name', { to: '' }, 'receiver'],
  ])('%s stays, is reported, and can be archived by its path', async (_, change, reason) => {
    const { folder, mail, clock } = await openWithOne()
    const path = join(folder, 'To_Bob', 'theirs.json')
    writeFileSync(path, JSON.stringify({ ...RECORD, ...change }))
    clock.ms += 60 * SECOND_MS
    const { messages, rejected } = await mail.receive(bob)
    expect(messages).toHaveLength(1)
    expect(rejected).toEqual([{ path, reason: expect.stringContaining(reason) as string }])
    expect(existsSync(path)).toBe(true)
    expect(await mail.archive(path)).toMatchObject({ kind: 'archived' })
  })
})

async function openWithOne(): Promise<Office> {
  const office = openOffice()
  await office.mail.send(task(bob))
  return office
}
