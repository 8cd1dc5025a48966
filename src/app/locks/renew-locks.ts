import { decideRenew } from '../../core/locks/lock-rules.js'
import { type Lock, isLive } from '../../core/locks/lock.js'
import { ProblemError } from '../../core/problems/problem.js'
import { transactAt, type Decision, asWritten } from '../../store/transact.js'
import { MAX_TTL_MS, MIN_TTL_MS } from '../../core/time.js'
import { namedLocks, notYours, ownLocks } from './unlock-paths.js'
import type { Locking } from './locking.js'

/** With three renewals for each TTL, two may fail before a lock expires. */
export const RENEWALS_PER_TTL = 3

/**
 * Extends the named locks, or all live locks of the agent when none is named, to `ttlMs` from now. Never shortens one.
 *
 * @throws ProblemError `lock-not-found`, `lock-not-yours`, `lock-expired`; of area `usage` or `store`
 */
export async function renewLocks(
  locking: Locking,
  references: readonly string[],
  ttlMs: number,
): Promise<readonly Lock[]> {
  if (ttlMs < MIN_TTL_MS || ttlMs > MAX_TTL_MS)
    throw new ProblemError({ area: 'usage', code: 'ttl-out-of-bounds', ttlMs })
  const { me } = locking
  const { result: renewed, revision } = await transactAt(locking.locks, (snapshot): Decision<readonly Lock[]> => {
    const moment = locking.moment()
    const own = ownLocks(snapshot, me, moment).filter(
      (lock) => lock.origin === 'holdfast' && isLive(lock, moment.now, moment.isGone),
    )
    const locks = references.length === 0 ? own : namedLocks(snapshot, references, me, moment)
    const decision = decideRenew(locks, me, ttlMs, moment)
    switch (decision.kind) {
      case 'not-yours':
        throw notYours(decision.lock)
      case 'expired':
        throw new ProblemError({ area: 'lock', code: 'lock-expired', resource: decision.lock.resource })
      case 'renew':
        return decision.locks.length === 0
          ? { kind: 'stop', result: [] }
          : { kind: 'write', change: { put: decision.locks, drop: [] }, result: decision.locks }
    }
  })
  for (const lock of renewed)
    locking.log.append({ kind: 'renewed', agent: me.agent, text: lock.resource, lockId: lock.id })
  return asWritten(renewed, revision)
}
