import { randomUUID } from 'node:crypto'
import { ProblemError, valueOf } from '../../core/problems/problem.js'
import { decideAcquire, type Moment, type Obstacle } from '../../core/locks/lock-rules.js'
import type { Action, Lock, LockId, Owner, ProcessBinding, Waiter } from '../../core/locks/lock.js'
import { parseCoverage } from '../../core/patterns/parse-coverage.js'
import { MAX_TTL_MS, MIN_TTL_MS, SECOND_MS, type EpochMs } from '../../core/time.js'
import { type LockSnapshot, type LockStore } from '../../store/lock-store.js'
import { transact, transactAt, type Decision, asWritten } from '../../store/transact.js'
import { describeProcess } from '../../processes/binding.js'
import { askHolders } from './ask-holders.js'
import { findRealPaths } from '../workspace/real-paths.js'
import { requireReadable } from './require-readable.js'
import type { Workspace } from '../workspace/workspace.js'
import type { Locking } from './locking.js'

/** A waiter renews its place in the queue every 5 s, and loses the place after 15 s without a renewal. */
const WAITER_LIFE_MS = 15 * SECOND_MS
const WAITER_SIGN_MS = 5 * SECOND_MS

export interface LockRequest {
  readonly resources: readonly string[]
  readonly scope: readonly string[]
  readonly action: Action
  readonly description: string
  /** 1 highest … 9 lowest. */
  readonly priority: number
  readonly ttlMs: number
  /** True: read the resources as plain names. */
  readonly literal: boolean
  /** The lock ends when this process ends; null: the lock lasts until its expiry. */
  readonly pid: number | null
  /** How long to wait for other agents; 0 refuses at once. */
  readonly waitMs: number
}

export interface WaitOptions {
  readonly signal?: AbortSignal | undefined
  /** Called when waiting begins, and after every further attempt that finds other agents in the way. */
  readonly onWaiting?: ((obstacles: readonly Obstacle[]) => void) | undefined
}

export interface LockGrant {
  readonly locks: readonly Lock[]
  /** The lock table before the grant, from which warnings are derived. */
  readonly before: LockSnapshot
}

type Attempt =
  | { readonly kind: 'granted'; readonly locks: readonly Lock[]; readonly before: LockSnapshot }
  | { readonly kind: 'refused'; readonly obstacles: readonly Obstacle[]; readonly snapshot: LockSnapshot }

/**
 * Locks all of the resources or none, in one write of the store.
 *
 * @throws ProblemError `lock-refused` or `wait-timed-out` with all obstacles; of area `pattern`, `usage` or `store`
 */
export async function lockPaths(
  workspace: Workspace,
  locking: Locking,
  request: LockRequest,
  options: WaitOptions = {},
): Promise<LockGrant> {
  if (request.ttlMs < MIN_TTL_MS || request.ttlMs > MAX_TTL_MS) {
    throw new ProblemError({ area: 'usage', code: 'ttl-out-of-bounds', ttlMs: request.ttlMs })
  }
  const wanted = await describeWanted(workspace, locking.me, request)
  const grant = await acquire(locking, request, wanted, options)
  for (const lock of grant.locks)
    locking.log.append({ kind: 'locked', agent: lock.owner.agent, text: lock.resource, lockId: lock.id })
  // The last check, after everything that takes time: a lock that has already expired is never reported as taken.
  const late = grant.locks.find((lock) => lock.expiresAt <= locking.moment().now)
  if (late !== undefined)
    throw new ProblemError({ area: 'lock', code: 'lock-expired-meanwhile', resource: late.resource })
  return grant
}

async function describeWanted(workspace: Workspace, owner: Owner, request: LockRequest): Promise<readonly Lock[]> {
  const texts = [...request.resources, ...request.scope]
  const isRealPath = request.literal ? () => true : await findRealPaths(workspace, texts)
  const process = bindingOf(request.pid)
  const described = request.resources.map((text) => {
    const { resource, scope, covers } = valueOf(
      parseCoverage(text, request.scope, { literal: request.literal, isRealPath }),
    )
    const { action, description, priority } = request
    const intent = { action, scope, description, priority }
    const id = randomUUID() as string as LockId
    return {
      id,
      owner,
      intent,
      resource,
      covers,
      createdAt: 0,
      expiresAt: 0,
      revision: 0,
      process,
      origin: 'holdfast',
    } as const
  })
  // `docs` and `./docs/` are one resource, and one agent holds one lock on it.
  return described.filter((lock, index) => described.findIndex((other) => other.resource === lock.resource) === index)
}

function bindingOf(pid: number | null): ProcessBinding | null {
  if (pid === null) return null
  const binding = describeProcess(pid)
  if (binding !== null) return binding
  throw new ProblemError({ area: 'usage', code: 'no-such-process', pid })
}

async function acquire(
  locking: Locking,
  request: LockRequest,
  wanted: readonly Lock[],
  options: WaitOptions,
): Promise<LockGrant> {
  const since = locking.moment().now
  const deadline = since + request.waitMs
  const waiters = request.waitMs > 0 ? wanted.map((lock) => toWaiter(lock, since)) : []
  let asked: ReadonlySet<string> = new Set()
  try {
    for (;;) {
      const attempt = await tryOnce(locking, request, wanted, waiters, since)
      if (attempt.kind === 'granted') return attempt
      const { now } = locking.moment()
      if (now >= deadline || options.signal?.aborted === true) throw notLocked(attempt.obstacles, request.waitMs, now)
      options.onWaiting?.(attempt.obstacles)
      asked = await askHolders(locking, attempt.obstacles, asked)
      await locking.locks.waitForChange(attempt.snapshot, pauseMs(attempt.obstacles, now, deadline), options.signal)
    }
  } catch (error) {
    await leaveQueue(locking.locks, waiters)
    throw error
  }
}

async function tryOnce(
  locking: Locking,
  request: LockRequest,
  wanted: readonly Lock[],
  waiters: readonly Waiter[],
  since: EpochMs,
): Promise<Attempt> {
  const { result, revision } = await transactAt(locking.locks, (snapshot): Decision<Attempt> => {
    requireReadable(snapshot)
    const moment = locking.moment()
    const timed = wanted.map((lock) => ({ ...lock, createdAt: moment.now, expiresAt: moment.now + request.ttlMs }))
    const decision = decideAcquire(timed, snapshot, moment, since)
    if (decision.kind === 'refuse') return stayInQueue(snapshot, decision.obstacles, waiters, moment)
    const change = { put: decision.locks, drop: decision.drop, dropWaiters: waiters.map((waiter) => waiter.id) }
    return { kind: 'write', change, result: { kind: 'granted', locks: decision.locks, before: snapshot } }
  })
  return result.kind === 'granted' ? { ...result, locks: asWritten(result.locks, revision) } : result
}

/** Renews the places in the queue. Writes nothing when there are none, or when they were renewed a moment ago. */
function stayInQueue(
  snapshot: LockSnapshot,
  obstacles: readonly Obstacle[],
  waiters: readonly Waiter[],
  moment: Moment,
): Decision<Attempt> {
  const result: Attempt = { kind: 'refused', obstacles, snapshot }
  const isFresh = (waiter: Waiter): boolean =>
    snapshot.waiters.some(
      (seen) => seen.id === waiter.id && seen.expiresAt - moment.now > WAITER_LIFE_MS - WAITER_SIGN_MS,
    )
  if (waiters.every(isFresh)) return { kind: 'stop', result }
  const putWaiters = waiters.map((waiter) => ({ ...waiter, expiresAt: moment.now + WAITER_LIFE_MS }))
  return { kind: 'write', change: { put: [], drop: [], putWaiters }, result }
}

function toWaiter(lock: Lock, since: EpochMs): Waiter {
  const { owner, covers, resource, intent } = lock
  return {
    id: randomUUID(),
    owner,
    action: intent.action,
    priority: intent.priority,
    covers,
    resource,
    since,
    expiresAt: since,
  }
}

/** The time until the first obstacle expires, the next renewal of the place in the queue is due, or the wait ends. */
function pauseMs(obstacles: readonly Obstacle[], now: EpochMs, deadline: EpochMs): number {
  const expiries = obstacles.map(
    (obstacle) => (obstacle.kind === 'lock' ? obstacle.lock : obstacle.waiter).expiresAt - now,
  )
  return Math.max(1, Math.min(WAITER_SIGN_MS, deadline - now, ...expiries.map((left) => left + 1)))
}

async function leaveQueue(store: LockStore, waiters: readonly Waiter[]): Promise<void> {
  const dropWaiters = waiters.map((waiter) => waiter.id)
  await transact(store, (snapshot): Decision<undefined> => {
    const isQueued = snapshot.waiters.some((waiter) => dropWaiters.includes(waiter.id))
    if (!isQueued) return { kind: 'stop', result: undefined }
    return { kind: 'write', change: { put: [], drop: [], dropWaiters }, result: undefined }
  }).catch(() => undefined) // Without this write, the waiter leaves the queue after WAITER_LIFE_MS.
}

function notLocked(obstacles: readonly Obstacle[], waitedMs: number, now: EpochMs): ProblemError {
  return waitedMs > 0
    ? new ProblemError({ area: 'lock', code: 'wait-timed-out', waitedMs, obstacles, now })
    : new ProblemError({ area: 'lock', code: 'lock-refused', obstacles, now })
}
