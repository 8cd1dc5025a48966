import { describe, expect, it } from 'vitest'
import {
  decideAcquire,
  decideRelease,
  decideRenew,
  transferred,
  type Moment,
} from '../../../../src/core/locks/lock-rules.js'
import type { Action, Lock, LockId, Waiter } from '../../../../src/core/locks/lock.js'
import { valueOf } from '../../../../src/core/problems/problem.js'
import { parseCoverage } from '../../../../src/core/patterns/parse-coverage.js'
import type { AgentName } from '../../../../src/core/agent-name.js'

const NOW = 1_000_000
const moment: Moment = { now: NOW, isGone: () => false, ignoreCase: false, ownership: 'agent' }
const SINCE = NOW

interface Shape {
  readonly agent?: string
  readonly session?: string
  readonly action?: Action
  readonly scope?: readonly string[]
  readonly expiresAt?: number
  readonly priority?: number
  readonly id?: string
}

function lockOf(resource: string, shape: Shape = {}): Lock {
  const { agent = 'alice', session = '', action = 'WRITE', scope = [], expiresAt = NOW + 60_000, priority = 5 } = shape
  const parsed = valueOf(parseCoverage(resource, scope))
  return {
    id: (shape.id ?? `${agent}:${resource}`) as LockId,
    owner: { agent: agent as AgentName, session, host: 'h' },
    intent: { action, scope: parsed.scope, description: '', priority },
    resource: parsed.resource,
    covers: parsed.covers,
    createdAt: NOW,
    expiresAt,
    revision: 1,
    process: null,
    origin: 'holdfast',
  }
}

function waiterOf(resource: string, agent: string, since: number, priority = 5): Waiter {
  const { owner, covers, intent } = lockOf(resource, { agent, priority })
  return { id: `w:${agent}`, owner, action: intent.action, priority, covers, resource, since, expiresAt: NOW + 10_000 }
}

const acquire = (
  wanted: readonly Lock[],
  locks: readonly Lock[],
  waiters: readonly Waiter[] = [],
  at: Moment = moment,
) => decideAcquire(wanted, { locks, waiters }, at, SINCE)

describe('acquire', () => {
  it('is granted where nobody else overlaps', () => {
    const wanted = lockOf('src/a', { agent: 'bob' })
    expect(acquire([wanted], [lockOf('src/b')])).toEqual({ kind: 'grant', locks: [wanted], drop: [] })
  })

  it('names every rival and a path that both cover', () => {
    const rivals = [lockOf('src/*.ts'), lockOf('src/a', { agent: 'carol' })]
    const decision = acquire([lockOf('src/**', { agent: 'bob' })], rivals)
    expect(decision).toMatchObject({ kind: 'refuse', obstacles: [{ lock: rivals[0] }, { lock: rivals[1] }] })
    if (decision.kind === 'refuse')
      expect(decision.obstacles.map((obstacle) => obstacle.witness)).toEqual([
        expect.stringMatching(/^src\/[^/]+\.ts$/),
        expect.stringMatching(/^src\/a/),
      ])
  })

  it('takes all resources or none', () => {
    const wanted = [lockOf('free', { agent: 'bob' }), lockOf('taken', { agent: 'bob' })]
    expect(acquire(wanted, [lockOf('taken')]).kind).toBe('refuse')
  })

  it.each([
    ['READ', 'READ', 'grant'],
    ['READ', 'WRITE', 'refuse'],
    ['WRITE', 'READ', 'refuse'],
    ['DELETE', 'REFACTOR', 'refuse'],
  ] as const)('lets %s beside %s: %s', (held, wanted, kind) => {
    expect(acquire([lockOf('a', { agent: 'bob', action: wanted })], [lockOf('a', { action: held })]).kind).toBe(kind)
  })

  it('looks at the scope of both', () => {
    const held = lockOf('docs', { scope: ['src/**'] })
    expect(acquire([lockOf('src/x', { agent: 'bob' })], [held]).kind).toBe('refuse')
    const spared = lockOf('src/**', { scope: ['!src/vendor/**'] })
    expect(acquire([lockOf('src/vendor/**', { agent: 'bob' })], [spared]).kind).toBe('grant')
  })

  it('renews one’s own: same id and start, never less time, the new intent', () => {
    const held = lockOf('src', { id: 'first', expiresAt: NOW + 90_000 })
    const again = lockOf('src', { id: 'second', expiresAt: NOW + 60_000, action: 'DELETE' })
    expect(acquire([again], [held])).toMatchObject({
      kind: 'grant',
      locks: [{ id: 'first', expiresAt: NOW + 90_000, intent: { action: 'DELETE' } }],
    })
  })

  it('passes over what is expired or whose process is gone', () => {
    const process = { pid: 1, startTime: '', bootId: '', pidNamespace: '', host: 'h' }
    const expired = lockOf('src', { expiresAt: NOW })
    const orphaned = { ...lockOf('src', { id: 'orphan' }), process }
    const decision = acquire([lockOf('src', { agent: 'bob' })], [expired, orphaned], [], {
      ...moment,
      isGone: () => true,
    })
    expect(decision).toMatchObject({ kind: 'grant', drop: [expired.id, 'orphan'] })
  })

  it('takes over the record of another program by which the same agent holds the resource', () => {
    const foreign: Lock = { ...lockOf('src', { id: 'python', agent: 'Bob' }), origin: 'foreign' }
    const other: Lock = { ...lockOf('lib', { id: 'other', agent: 'bob' }), origin: 'foreign' }
    const decision = acquire([lockOf('src', { agent: 'bob' })], [foreign, other])
    expect(decision).toMatchObject({ kind: 'grant', drop: ['python'] })
  })

  it('compares agents without case, and sessions where the policy says so', () => {
    const held = lockOf('src', { session: 's1' })
    const other = lockOf('src', { agent: 'ALICE', session: 's2' })
    expect(acquire([other], [held]).kind).toBe('grant')
    expect(acquire([other], [held], [], { ...moment, ownership: 'session' }).kind).toBe('refuse')
    const transferred = lockOf('src', { session: '' })
    expect(acquire([other], [transferred], [], { ...moment, ownership: 'session' })).toMatchObject({
      kind: 'grant',
      locks: [{ id: transferred.id, owner: { session: 's2' } }],
    })
  })
})

describe('the queue', () => {
  const bob = lockOf('src', { agent: 'bob' })

  it.each([
    ['came before', waiterOf('src/a', 'carol', SINCE - 1), 'refuse'],
    ['came later', waiterOf('src/a', 'carol', SINCE + 1), 'grant'],
    ['came later with a higher priority', waiterOf('src/a', 'carol', SINCE + 1, 1), 'refuse'],
    ['came before with a lower priority', waiterOf('src/a', 'carol', SINCE - 1, 9), 'grant'],
    ['waits for something else', waiterOf('docs', 'carol', SINCE - 1), 'grant'],
    ['stopped giving signs', { ...waiterOf('src', 'carol', SINCE - 1), expiresAt: NOW }, 'grant'],
    ['is oneself', waiterOf('src', 'bob', SINCE - 1), 'grant'],
  ] as const)('somebody who %s: %s', (_what, waiter, kind) => {
    expect(acquire([bob], [], [waiter]).kind).toBe(kind)
  })
})

describe('release', () => {
  const me = lockOf('x', { agent: 'bob' }).owner

  it('is for one’s own locks, and by force for those of others', () => {
    const own = lockOf('a', { agent: 'BOB' })
    const foreign = lockOf('b')
    expect(decideRelease([own], me, false, moment)).toMatchObject({ kind: 'release', forced: [] })
    expect(decideRelease([own, foreign], me, false, moment)).toMatchObject({ kind: 'not-yours', lock: foreign })
    expect(decideRelease([own, foreign], me, true, moment)).toMatchObject({ kind: 'release', forced: [foreign] })
  })

  it('tells nobody of a lock that was dead', () => {
    expect(decideRelease([lockOf('b', { expiresAt: NOW })], me, true, moment)).toMatchObject({ forced: [] })
  })
})

describe('renew', () => {
  const me = lockOf('x').owner

  it('extends and never shortens', () => {
    const decision = decideRenew(
      [lockOf('a', { expiresAt: NOW + 1_000 }), lockOf('b', { expiresAt: NOW + 99_000 })],
      me,
      60_000,
      moment,
    )
    expect(decision).toMatchObject({ kind: 'renew', locks: [{ expiresAt: NOW + 60_000 }, { expiresAt: NOW + 99_000 }] })
  })

  it('refuses what is not yours and what is expired', () => {
    expect(decideRenew([lockOf('a', { agent: 'bob' })], me, 60_000, moment).kind).toBe('not-yours')
    expect(decideRenew([lockOf('a', { expiresAt: NOW })], me, 60_000, moment).kind).toBe('expired')
  })
})

describe('transfer', () => {
  it('keeps paths and expiry, and unbinds the process', () => {
    const lock = lockOf('a')
    const to = lockOf('x', { agent: 'bob' }).owner
    expect(transferred(lock, to)).toEqual({ ...lock, owner: to, process: null })
  })
})
