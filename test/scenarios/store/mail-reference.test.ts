import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AgentName } from '../../../src/core/agent-name.js'
import { SECOND_MS } from '../../../src/core/time.js'
import { openFileMailbox } from '../../../src/store/file/mail/file-mailbox.js'
import {
  alice,
  bob,
  idsOnDisk,
  makeFolder,
  namesIn,
  openOffice,
  task,
  type Office,
} from '../../support/store/mail-rig.js'
import { REFERENCE, inProject } from '../../support/project.js'

const FIXTURES = inProject('test/fixtures/f-mes')

const claude = 'claude' as AgentName
const vscode = 'vscode' as AgentName

describe('mail that other programs wrote', () => {
  it('is read in order: by priority, then by the time in the record, whatever time zone the name has', async () => {
    const { mail } = openRecorded()
    const { messages, rejected } = await mail.receive(claude)
    expect(rejected).toEqual([])
    expect(messages.map(({ from, type, sentAt }) => [from, type, new Date(sentAt).toISOString()])).toEqual([
      ['antigravity', 'ALERT', '2026-11-21T14:07:42.000Z'],
      ['cursor', 'REQUEST', '2026-11-21T14:04:59.250Z'],
      ['cursor', 'TASK', '2026-11-21T14:05:00.000Z'],
      ['vscode', 'REPORT', '2026-11-21T14:05:00.000Z'],
    ])
  })

  it('keeps its text and its further keys', async () => {
    const { mail } = openRecorded()
    const { messages } = await mail.receive(claude)
    expect(messages[0]?.payload).toEqual({ text: 'ロック競合 🔒', paths: ['src/a.ts', 'src/b.ts'] })
    expect(messages[1]?.inReplyTo).toBe('3f0c8f0a-52d4-4c55-9c2e-0d3b8f4f7a01')
    expect(messages[2]?.payload['text']).toBe('Bitte die Prüfung übernehmen')
  })

  it('is filtered, counted, claimed and archived like our own', async () => {
    const { folder, mail } = openRecorded()
    const before = idsOnDisk(folder)
    expect((await mail.receive(claude, { type: 'REPORT' })).messages).toHaveLength(1)
    expect(await mail.peek(claude)).toBe(4)
    const claim = await mail.claim(claude, { claimant: 'claude/1', leaseMs: SECOND_MS })
    expect(claim?.message.type).toBe('ALERT')
    expect(await mail.archive('b6a2d1de', 'claude/1')).toMatchObject({ kind: 'archived' })
    expect(await mail.peek(claude)).toBe(3)
    expect(idsOnDisk(folder)).toEqual(before)
  })

  it('is found in both spellings of one name, as it is documented and as it is written', async () => {
    const { mail } = openRecorded()
    expect((await mail.receive(vscode)).messages.map(({ payload }) => payload['text'])).toEqual([
      'as written',
      'as documented',
    ])
    expect(await mail.peek('VSCode' as AgentName)).toBe(2)
    expect((await mail.agents()).map((agent) => agent.toLowerCase())).toEqual(['claude', 'vscode'])
  })
})

describe.runIf(existsSync(REFERENCE))('the reference program, on the same mailboxes', () => {
  it('sends what we receive, claim and archive', async () => {
    const { folder, mail, clock } = openOffice()
    python(folder, `q.send("alice", "bob", {"text": "Grüße ✓", "n": [1, None]}, message_type="REPORT", priority=2)`)
    clock.ms = Date.now() + SECOND_MS
    await mail.send(task(bob, { priority: 1 }))
    await mail.send(task(bob, { priority: 2 }))

    const { messages, rejected } = await mail.receive(bob)
    expect(rejected).toEqual([])
    expect(messages.map(({ type, priority }) => `${priority} ${type}`)).toEqual(['1 TASK', '2 REPORT', '2 TASK'])
    const theirs = messages[1]
    expect(theirs).toMatchObject({ from: alice, to: bob, payload: { text: 'Grüße ✓', n: [1, null] } })
    expect((await mail.claim(bob, { claimant: 'bob', leaseMs: SECOND_MS, type: 'REPORT' }))?.message).toEqual(theirs)
    expect(await mail.archive(theirs?.id ?? '', 'bob')).toMatchObject({ kind: 'archived' })
    expect(await mail.peek(bob)).toBe(2)
  })

  it('receives what we send, in our order, by type, and counts it', async () => {
    const { folder, mail, clock } = openOffice()
    for (const [priority, type, text] of [
      [5, 'TASK', 'second'],
      [5, 'TASK', 'third ✓ 🔒'],
      [9, 'REPORT', 'last'],
      [1, 'ALERT', 'first'],
    ] as const) {
      await mail.send(task(bob, { priority, type, payload: { text } }))
      clock.ms += 7
    }
    const answer = python(
      folder,
      `
got = q.receive("bob")
print(json.dumps({"all": [m["payload"]["text"] for m in got], "count": q.peek("bob"), "keys": list(got[0])[:7],
                  "reports": [m["payload"]["text"] for m in q.receive("bob", message_type="REPORT")]}))`,
    )
    expect(answer).toEqual({
      all: ['first', 'second', 'third ✓ 🔒', 'last'],
      reports: ['last'],
      count: 4,
      keys: ['id', 'from', 'to', 'type', 'priority', 'timestamp', 'payload'],
    })
    expect((await mail.receive(bob)).messages.map(({ payload }) => payload['text'])).toEqual([
      'first',
      'second',
      'third ✓ 🔒',
      'last',
    ])
  })

  it('puts our messages and its own into one order', async () => {
    const { folder, mail, clock } = openOffice()
    clock.ms = Date.now() - 2 * SECOND_MS
    await mail.send(task(bob, { payload: { text: 'ours, before' } }))
    python(folder, `q.send("alice", "bob", {"text": "theirs"})`)
    clock.ms = Date.now() + 2 * SECOND_MS
    await mail.send(task(bob, { payload: { text: 'ours, after' } }))
    const theirOrder = python(folder, `print(json.dumps([m["payload"]["text"] for m in q.receive("bob")]))`)
    expect(theirOrder).toEqual(['ours, before', 'theirs', 'ours, after'])
    expect((await mail.receive(bob)).messages.map(({ payload }) => payload['text'])).toEqual(theirOrder)
  })

  it('archives our messages, which we find there, and we archive what it knows as archived', async () => {
    const { folder, mail } = openOffice()
    const first = await mail.send(task(bob))
    const second = await mail.send(task(bob))
    await mail.claim(bob, { claimant: 'bob', leaseMs: SECOND_MS })
    python(folder, `q.archive(q.receive("bob")[0]["_path"])`)
    expect((await mail.receive(bob)).messages).toEqual([second])
    expect(await mail.find(first.id)).toMatchObject({ id: first.id })
    expect(await mail.archive(first.id)).toEqual({ kind: 'not-found' })

    await mail.archive(second.id)
    expect(
      python(folder, `print(json.dumps([q.peek("bob"), str(q.archive(${JSON.stringify(second.path)}))]))`),
    ).toEqual([0, 'None'])
    expect(idsOnDisk(folder)).toEqual([first.id, second.id].sort())
  })

  it('broadcasts to mailboxes that we read, and reads what we broadcast', async () => {
    const { folder, mail } = openOffice()
    python(folder, `q.broadcast("alice", {"text": "theirs"})`)
    await mail.broadcast(task(bob, { type: 'ALERT', priority: 1 }), await mail.agents())
    expect((await mail.receive(vscode)).messages).toHaveLength(2)
    expect(python(folder, `print(json.dumps([q.peek(a) for a in ["alice", "bob", "vscode"]]))`)).toEqual([1, 2, 2])
  })

  it('cleans up our messages, and we clean up its own', async () => {
    const { folder, mail, clock } = openOffice()
    await mail.send(task(bob))
    expect(python(folder, `print(json.dumps(q.cleanup_stale(-1)))`)).toBe(1)
    python(folder, `q.send("alice", "bob", {})`)
    clock.ms += 60 * SECOND_MS
    expect(await mail.cleanup(30 * SECOND_MS)).toBe(1)
    expect(namesIn(folder, 'ARCHIVE')).toHaveLength(2)
  })
})

describe('defects of the reference that are not ours', () => {
  it('two messages of one sender within one second are two messages', async () => {
    const { folder, mail } = openOffice()
    await mail.send(task(bob, { payload: { text: 'one' } }))
    await mail.send(task(bob, { payload: { text: 'two' } }))
    expect(namesIn(folder, 'To_Bob')).toHaveLength(2)
    expect((await mail.receive(bob)).messages.map(({ payload }) => payload['text'])).toEqual(['one', 'two'])
  })

  it('what is sent to VSCode is received by Vscode, and the other way round', async () => {
    const { mail } = openOffice()
    await mail.send(task('VSCode' as AgentName))
    await mail.send(task('Vscode' as AgentName))
    expect((await mail.receive('VSCode' as AgentName)).messages).toHaveLength(2)
    expect((await mail.receive('Vscode' as AgentName)).messages).toHaveLength(2)
  })

  it('a mailbox opens without a list of agents', async () => {
    const mail = openFileMailbox({ folder: makeFolder(), now: Date.now })
    await mail.send(task(bob))
    expect(await mail.agents()).toEqual(['bob'])
  })

  it('a malformed file is not passed over in silence', async () => {
    const { folder, mail, clock } = openOffice()
    mkdirSync(join(folder, 'To_Bob'), { recursive: true })
    cpSync(join(FIXTURES, 'malformed.txt'), join(folder, 'To_Bob', '5_20261121_150500_alice_TASK.json'))
    clock.ms += 60 * SECOND_MS
    expect((await mail.receive(bob)).rejected).toHaveLength(1)
    expect(namesIn(folder, 'REJECTED')).toContain('5_20261121_150500_alice_TASK.json')
  })
})

/** The recorded mailboxes, copied. A disk that folds case puts both spellings of one folder into one. */
function openRecorded(): Pick<Office, 'folder' | 'mail'> {
  const { folder, mail } = openOffice()
  for (const name of readdirSync(FIXTURES).filter((each) => each.startsWith('To_'))) {
    cpSync(join(FIXTURES, name), join(folder, name), { recursive: true })
  }
  return { folder, mail }
}

/** Runs lines of Python with the reference as `q`; gives what they print, as JSON, or null. */
function python(folder: string, lines: string): unknown {
  const program = [
    'import json, sys',
    'sys.dont_write_bytecode = True',
    'sys.path.insert(0, sys.argv[1])',
    'from file_message_queue import FileMessageQueue',
    'q = FileMessageQueue(sys.argv[2], ["alice", "bob", "vscode"])',
    lines.trim(),
  ].join('\n')
  const { status, stdout, stderr } = spawnSync('python3', ['-c', program, REFERENCE, folder], {
    encoding: 'utf8',
    env: utf8Environment(),
  })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  return JSON.parse(stdout === '' ? 'null' : stdout)
}

function utf8Environment(): NodeJS.ProcessEnv {
  return { ...process.env, PYTHONUTF8: '1' }
}
