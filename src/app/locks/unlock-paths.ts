import { decideRelease, isOwn, type Moment } from '../../core/locks/lock-rules.js'
import type { Lock, Owner } from '../../core/locks/lock.js'
import { ProblemError, valueOf } from '../../core/problems/problem.js'
import type { LockSnapshot } from '../../store/lock-store.js'
import { transact, type Decision } from '../../store/transact.js'
import { findLock } from './find-lock.js'
import { tellOfDeed } from '../mail/send-message.js'
import type { Locking } from './locking.js'

export interface UnlockRequest {
  readonly references: readonly string[]
  /** Release all locks of the agent; `references` is empty then. */
  readonly all: boolean
  /** The reason to release another agent's lock; null: only the agent's own locks. */
  readonly force: string | null
}

export interface Unlocked {
  readonly released: readonly Lock[]
  /** The released locks of other agents, whose holders have been told. */
  readonly forced: readonly Lock[]
}

/**
 * @throws ProblemError `lock-not-found`, `lock-not-yours`, `lock-ambiguous`; of area `store`; `done-untold` when all
 *   locks are released and a holder could not be told
 */
export async function unlockPaths(locking: Locking, request: UnlockRequest): Promise<Unlocked> {
  const { me } = locking
  const unlocked = await transact(locking.locks, (snapshot): Decision<Unlocked> => {
    const moment = locking.moment()
    const locks = request.all ? ownLocks(snapshot, me, moment) : namedLocks(snapshot, request.references, me, moment)
    const decision = decideRelease(locks, me, request.force !== null, moment)
    if (decision.kind === 'not-yours') throw notYours(decision.lock)
    const result = { released: decision.locks, forced: decision.forced }
    if (locks.length === 0) return { kind: 'stop', result }
    return { kind: 'write', change: { put: [], drop: locks.map((lock) => lock.id) }, result }
  })
  logReleases(locking, unlocked, request.force ?? '')
  await tellHolders(locking, unlocked.forced, request.force ?? '')
  return unlocked
}

export function ownLocks(snapshot: LockSnapshot, me: Owner, moment: Moment): readonly Lock[] {
  return snapshot.locks.filter((lock) => isOwn(lock.owner, me, moment.ownership))
}

export function namedLocks(
  snapshot: LockSnapshot,
  references: readonly string[],
  me: Owner,
  moment: Moment,
): readonly Lock[] {
  return [...new Set(references.map((reference) => valueOf(findLock(snapshot.locks, reference, me, moment))))]
}

export function notYours(lock: Lock): ProblemError {
  return new ProblemError({ area: 'lock', code: 'lock-not-yours', reference: lock.resource, holder: lock.owner.agent })
}

/** Tells all holders, and then throws the first failure. */
async function tellHolders(locking: Locking, forced: readonly Lock[], why: string): Promise<void> {
  const told = await Promise.allSettled(forced.map((lock) => tellHolder(locking, lock, why)))
  const untold = told.find((each) => each.status === 'rejected')
  if (untold !== undefined) throw untold.reason
}

function tellHolder({ me, mail }: Locking, lock: Lock, why: string): Promise<void> {
  const { agent } = me
  const payload = {
    kind: 'forced-unlock',
    text: `${agent} released your lock on ${lock.resource} by force: ${why}`,
    lock: { id: lock.id, resource: lock.resource },
    reason: why,
  }
  const draft = { from: agent, to: lock.owner.agent, type: 'ALERT', priority: 1, payload } as const
  return tellOfDeed(mail, draft, `the lock on ${lock.resource} is released by force`)
}

function logReleases({ me, log }: Locking, { released, forced }: Unlocked, why: string): void {
  const { agent } = me
  for (const lock of released) {
    const isForced = forced.includes(lock)
    const text = isForced ? `${lock.resource} of ${lock.owner.agent}: ${why}` : lock.resource
    log.append({ kind: isForced ? 'forced' : 'unlocked', agent, text, lockId: lock.id })
  }
}
