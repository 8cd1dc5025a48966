import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AgentName } from '../../../src/core/agent-name.js'
import type { Lock } from '../../../src/core/locks/lock.js'
import { agentLockName, decodeAgentLock, encodeAgentLock } from '../../../src/records/agentlock-record.js'
import { lockOf } from '../../support/store/lock-rig.js'
import { inProject } from '../../support/project.js'

const FIXTURES = inProject('test/fixtures/agent-lock')
const files = readdirSync(FIXTURES).map((name) => name.replace('.agent_lock', ''))

function load(name: string): Lock {
  return lockFrom(readFileSync(join(FIXTURES, `${name}.agent_lock`)), name)
}

function lockFrom(content: Uint8Array | string, name = 'name'): Lock {
  const decoded = decodeAgentLock(Buffer.from(content), name)
  if (!decoded.ok) throw new Error(decoded.reason)
  return decoded.value.lock
}

/** A record as another program writes it, with some of it replaced. */
function recordWith(more: object): string {
  const text = readFileSync(join(FIXTURES, `${agentLockName('src/auth/login.ts')}.agent_lock`), 'utf8')
  return JSON.stringify({ ...(JSON.parse(text) as object), ...more })
}

function ownerWith(more: object): object {
  return { ownerAgent: { agent_id: 'pythia', process_id: 1, session_id: 's', host: 'h', ...more } }
}

describe('a recorded lock of another program', () => {
  it.each(files)('has the name that its resource has here (%s)', (name) => {
    expect(agentLockName(load(name).resource)).toBe(name)
  })

  it('is read with all that it says', () => {
    const lock = load(agentLockName('src/auth/login.ts'))
    expect(lock).toMatchObject({
      owner: { agent: 'pythia', session: '5d0c3a4e-8f4b-4c1c-9a57-0d4b8a2f6e10', host: 'build-7' },
      intent: {
        action: 'REFACTOR',
        scope: ['src/auth/**', 'tests/auth/*.ts'],
        description: 'split the login form',
        priority: 2,
      },
      resource: 'src/auth/login.ts',
      createdAt: Date.UTC(2026, 10, 20, 8, 30),
      expiresAt: Date.UTC(2099, 0, 1),
      revision: 0,
      process: { pid: 4711, startTime: '', bootId: '', pidNamespace: '', host: 'build-7' },
      origin: 'foreign',
    })
  })

  it('covers its scope, and not its resource alone', () => {
    const { covers } = load(agentLockName('src/auth/login.ts'))
    expect(covers.includes.length).toBeGreaterThanOrEqual(3)
  })

  it('keeps text of any language', () => {
    expect(load(agentLockName('docs/handbuch.md')).intent.description).toBe('Übersetzung 日本語 🚀')
  })

  it('has no process where it names none', () => {
    expect(load(agentLockName('package.json')).process).toBeNull()
  })

  it('has an owner that can be recognised, whatever it is called', () => {
    expect(load(agentLockName('notes/plan.txt')).owner.agent).toMatch(/^ada-lovelace-laptop-[0-9a-f]{8}$/)
  })
})

describe('what another program may write', () => {
  it('keeps names apart that only look alike once they are names of agents', () => {
    const names = ['a b', 'a-b', 'A B', 'エージェント', '', '-'.repeat(80), 'x'.repeat(200)].map(
      (name) => lockFrom(recordWith(ownerWith({ agent_id: name }))).owner.agent,
    )
    expect(new Set(names).size).toBe(names.length)
    for (const name of names) expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
  })

  it.each([
    [{ intent: {} }, { action: 'WRITE', scope: [], description: '', priority: 5 }],
    [{ intent: undefined }, { action: 'WRITE', scope: [], description: '', priority: 5 }],
    [
      { intent: { action: 'read', scope: [], description: 'x', priority: 1 } },
      { action: 'READ', scope: [], description: 'x', priority: 1 },
    ],
    [
      { intent: { action: 'PEEK', scope: [], description: 7, priority: 'high' } },
      { action: 'WRITE', scope: [], description: '', priority: 5 },
    ],
    [
      { intent: { action: 'DELETE', scope: [], priority: 99 } },
      { action: 'DELETE', scope: [], description: '', priority: 9 },
    ],
    [
      { intent: { action: 'DELETE', scope: [], priority: -3 } },
      { action: 'DELETE', scope: [], description: '', priority: 1 },
    ],
  ])('is an intent even where some of it is missing or odd: %j', (more, intent) => {
    expect(lockFrom(recordWith(more)).intent).toEqual(intent)
  })

  it.each([
    ['2026-11-20T08:30:00Z', Date.UTC(2026, 10, 20, 8, 30)],
    ['2026-11-20T08:30:00', Date.UTC(2026, 10, 20, 8, 30)],
    ['2026-11-20T08:30:00.250Z', Date.UTC(2026, 10, 20, 8, 30, 0, 250)],
    ['2026-11-20T08:30:00+09:00', Date.UTC(2026, 10, 19, 23, 30)],
    ['2026-11-20T08:30:00+0900', Date.UTC(2026, 10, 19, 23, 30)],
    ['2026-11-20T08:30:00-09', Date.UTC(2026, 10, 20, 17, 30)],
    ['2026-11-20 08:30:00', Date.UTC(2026, 10, 20, 8, 30)],
    ['2026-11-20 08:30:00 +00:00', Date.UTC(2026, 10, 20, 8, 30)],
    ['2026-11-20t08:30:00z', Date.UTC(2026, 10, 20, 8, 30)],
    ['2026-11-20T08:30Z', Date.UTC(2026, 10, 20, 8, 30)],
  ])('is a time in UTC: %s', (expiryTimestamp, time) => {
    expect(lockFrom(recordWith({ expiryTimestamp })).expiresAt).toBe(time)
  })

  it.each(['', 'tomorrow', '2026-13-41T99:00:00Z', null, 7])('never ends where its end is %j', (expiryTimestamp) => {
    expect(lockFrom(recordWith({ expiryTimestamp })).expiresAt).toBe(Date.UTC(9999, 11, 31))
  })

  it('of a newer schema is read as far as it is known', () => {
    const lock = lockFrom(recordWith({ schemaVersion: '2.0', createdTimestamp: undefined }))
    expect(lock).toMatchObject({ origin: 'foreign', createdAt: 0 })
  })

  it.each([0, -1, 2.5, 'seven', null])('is no process with the pid %j', (process_id) => {
    expect(lockFrom(recordWith(ownerWith({ process_id }))).process).toBeNull()
  })

  it.each([['../../../etc'], [''], ['x'.repeat(500)], [7]])('is an id only where it could be one: %j', (lockId) => {
    expect(lockFrom(recordWith({ lockId })).id).toBe('foreign-name')
  })

  it.each([
    ['an owner', { ownerAgent: {} }],
    ['an owner', { ownerAgent: undefined }],
    ['a resource', { resource: '' }],
    ['a resource', { resource: 7 }],
    ['a list of patterns', { intent: { scope: 'src/**' } }],
    ['a list of patterns', { intent: { scope: [1] } }],
  ])('is refused with a reason where it has not %s: %j', (_, more) => {
    const decoded = decodeAgentLock(Buffer.from(recordWith(more)), 'name')
    expect(decoded.ok ? '' : decoded.reason).not.toBe('')
  })

  it.each(['', '{', 'null', '[]', '"text"', '7'])('is refused where it is no record at all: %j', (text) => {
    expect(decodeAgentLock(Buffer.from(text), 'name').ok).toBe(false)
  })
})

describe('a lock of ours', () => {
  const full = lockOf('alice', 'src/a.ts', {
    owner: { agent: 'alice' as AgentName, session: 's', host: 'h', email: 'alice@example.org' },
    process: { pid: 7, startTime: '1', bootId: 'b', pidNamespace: 'n', host: 'h' },
    createdAt: 1_800_000_000_123,
    expiresAt: 1_800_000_900_001,
    revision: 12,
  })

  it('says with one key more all that the table knows of it', () => {
    const decoded = decodeAgentLock(Buffer.from(encodeAgentLock(full)), 'name')
    expect(decoded).toEqual({ ok: true, value: { ownRevision: 12, lock: { ...full, revision: 0, origin: 'foreign' } } })
  })

  it('shows nobody a process, or other programs would take it for dead', () => {
    expect(encodeAgentLock(full)).toContain('"process_id": 0,')
  })

  it('never ends earlier for other programs than it does here', () => {
    expect(encodeAgentLock(full)).toContain('"expiryTimestamp": "2027-01-15T08:15:01Z"')
    expect(encodeAgentLock(full)).toContain('"createdTimestamp": "2027-01-15T08:00:00Z"')
  })

  it.each([{ revision: 0 }, { revision: 'x' }, null, 7, {}])(
    'is a lock of another program where its key is not as ours: %j',
    (holdfast) => {
      const record = JSON.stringify({ ...(JSON.parse(encodeAgentLock(full)) as object), holdfast })
      expect(decodeAgentLock(Buffer.from(record), 'name')).toMatchObject({ ok: true, value: { ownRevision: null } })
    },
  )
})
