import { isSameAgent } from '../agent-name.js'
import { type IsGone, isLive, isCompatible, type Lock, type LockId, type Owner, type Waiter } from './lock.js'
import { findOverlap } from '../patterns/overlap.js'
import type { Ownership } from '../settings/policy.js'
import type { EpochMs } from '../time.js'

/** A live lock of another agent that stands in the way of `wanted`; `witness` is a path that both cover. */
export interface Rival {
  readonly kind: 'lock'
  readonly lock: Lock
  readonly wanted: string
  readonly witness: string | null
}

/** Another agent that waits for the same paths, and asked earlier or with a higher priority. */
export interface QueuedRival {
  readonly kind: 'waiter'
  readonly waiter: Waiter
  readonly wanted: string
  readonly witness: string | null
}

export type Obstacle = Rival | QueuedRival

export interface LockTable {
  readonly locks: readonly Lock[]
  readonly waiters: readonly Waiter[]
}

/** The circumstances of a decision: the time, the processes that have ended, and the rules of the repository. */
export interface Moment {
  readonly now: EpochMs
  readonly isGone: IsGone
  readonly ignoreCase: boolean
  readonly ownership: Ownership
}

export type AcquireDecision =
  | { readonly kind: 'grant'; readonly locks: readonly Lock[]; readonly drop: readonly LockId[] }
  | { readonly kind: 'refuse'; readonly obstacles: readonly [Obstacle, ...Obstacle[]] }

/**
 * Grants all of `wanted` or nothing. A lock that the agent already has on the same resource is renewed: it keeps its id
 * and start, takes the new intent, and never expires earlier than before. Locks whose process is gone are dropped.
 *
 * @param since when the agent first made this request: waiters that came later and have no higher priority do not count
 */
export function decideAcquire(
  wanted: readonly Lock[],
  table: LockTable,
  moment: Moment,
  since: EpochMs,
): AcquireDecision {
  const [first, ...rest] = wanted.flatMap((lock) => findObstacles(lock, table, moment, since))
  if (first !== undefined) return { kind: 'refuse', obstacles: [first, ...rest] }
  const replaced = table.locks.filter((lock) => isReplaced(lock, wanted, moment))
  return {
    kind: 'grant',
    locks: wanted.map((lock) => renewedOrNew(lock, table.locks, moment)),
    drop: replaced.map((lock) => lock.id),
  }
}

/** A lock of Holdfast that is no longer live, or another program's record of the same agent for the same resource. */
function isReplaced(lock: Lock, wanted: readonly Lock[], moment: Moment): boolean {
  if (lock.origin === 'holdfast') return !isLive(lock, moment.now, moment.isGone)
  return wanted.some((one) => one.resource === lock.resource && isOwn(lock.owner, one.owner, 'agent'))
}

function findObstacles(wanted: Lock, table: LockTable, moment: Moment, since: EpochMs): readonly Obstacle[] {
  const rivals = table.locks
    .filter((lock) => isRival(lock, wanted, moment))
    .flatMap((lock): Obstacle[] => {
      const overlap = findOverlap(wanted.covers, lock.covers, moment)
      return overlap === null ? [] : [{ kind: 'lock', lock, wanted: wanted.resource, witness: overlap.witness }]
    })
  const ahead = table.waiters
    .filter((waiter) => isAhead(waiter, wanted, moment, since))
    .flatMap((waiter): Obstacle[] => {
      const overlap = findOverlap(wanted.covers, waiter.covers, moment)
      return overlap === null ? [] : [{ kind: 'waiter', waiter, wanted: wanted.resource, witness: overlap.witness }]
    })
  return [...rivals, ...ahead]
}

function isRival(lock: Lock, wanted: Lock, moment: Moment): boolean {
  return (
    !isCompatible(lock.intent.action, wanted.intent.action) &&
    !isOwn(lock.owner, wanted.owner, moment.ownership) &&
    isLive(lock, moment.now, moment.isGone)
  )
}

function isAhead(waiter: Waiter, wanted: Lock, moment: Moment, since: EpochMs): boolean {
  if (isOwn(waiter.owner, wanted.owner, moment.ownership)) return false
  if (waiter.expiresAt <= moment.now || isCompatible(waiter.action, wanted.intent.action)) return false
  if (waiter.priority !== wanted.intent.priority) return waiter.priority < wanted.intent.priority
  return waiter.since < since
}

/**
 * A lock belongs to an agent, as in the protocol; under the policy `session` it belongs to one session of the agent. One
 * that names no session, as after a transfer, belongs to each session of its agent until one of them takes it again.
 */
export function isOwn(owner: Owner, me: Owner, ownership: Ownership): boolean {
  return (
    isSameAgent(owner.agent, me.agent) &&
    (ownership === 'agent' || owner.session === '' || owner.session === me.session)
  )
}

function renewedOrNew(wanted: Lock, locks: readonly Lock[], moment: Moment): Lock {
  const own = locks.find(
    (lock) =>
      lock.origin === 'holdfast' &&
      lock.resource === wanted.resource &&
      isOwn(lock.owner, wanted.owner, moment.ownership) &&
      isLive(lock, moment.now, moment.isGone),
  )
  if (own === undefined) return wanted
  return { ...wanted, id: own.id, createdAt: own.createdAt, expiresAt: Math.max(own.expiresAt, wanted.expiresAt) }
}

export type RenewDecision =
  | { readonly kind: 'renew'; readonly locks: readonly Lock[] }
  | { readonly kind: 'not-yours'; readonly lock: Lock }
  | { readonly kind: 'expired'; readonly lock: Lock }

/** Extends the agent's own live locks to `now + ttlMs`; never shortens one. An expired lock has to be taken anew. */
export function decideRenew(locks: readonly Lock[], me: Owner, ttlMs: number, moment: Moment): RenewDecision {
  const foreign = locks.find((lock) => !isOwn(lock.owner, me, moment.ownership) || lock.origin === 'foreign')
  if (foreign !== undefined) return { kind: 'not-yours', lock: foreign }
  const expired = locks.find((lock) => !isLive(lock, moment.now, moment.isGone))
  if (expired !== undefined) return { kind: 'expired', lock: expired }
  const expiresAt = moment.now + ttlMs
  return { kind: 'renew', locks: locks.map((lock) => ({ ...lock, expiresAt: Math.max(lock.expiresAt, expiresAt) })) }
}

export type ReleaseDecision =
  | { readonly kind: 'release'; readonly locks: readonly Lock[]; readonly forced: readonly Lock[] }
  | { readonly kind: 'not-yours'; readonly lock: Lock }

/**
 * Releases the agent's own locks; with `force` also those of others: the holders of the live ones, `forced`, are told.
 */
export function decideRelease(locks: readonly Lock[], me: Owner, force: boolean, moment: Moment): ReleaseDecision {
  const foreign = locks.filter((lock) => !isOwn(lock.owner, me, moment.ownership))
  const [first] = foreign
  if (first !== undefined && !force) return { kind: 'not-yours', lock: first }
  return { kind: 'release', locks, forced: foreign.filter((lock) => isLive(lock, moment.now, moment.isGone)) }
}

/** Gives the lock to a new owner: bound to no process, with the same paths, intent and expiry. */
export function transferred(lock: Lock, to: Owner): Lock {
  return { ...lock, owner: to, process: null }
}
