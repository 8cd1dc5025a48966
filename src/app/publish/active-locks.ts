import { isLive, type Lock } from '../../core/locks/lock.js'
import { refusePath } from '../../core/patterns/refuse-pattern.js'
import { requireReadable } from '../locks/require-readable.js'
import { DAY_MS, MAX_TTL_MS, type EpochMs } from '../../core/time.js'
import { isGone } from '../../processes/binding.js'
import type { LockReader } from '../../store/lock-store.js'

export interface ActiveLocks {
  readonly revision: number
  /** Sorted by id. */
  readonly locks: readonly Lock[]
}

/**
 * The live locks on paths of the repository. Other programs that share the store may lock any path of this machine, and
 * those paths must not be published.
 *
 * @throws ProblemError of area `store`
 */
export async function readActiveLocks(reader: LockReader, now: () => EpochMs): Promise<ActiveLocks> {
  const snapshot = await reader.read()
  requireReadable(snapshot)
  const time = now()
  const locks = snapshot.locks
    .filter((lock) => isLive(lock, time, isGone) && isInside(lock.resource))
    .map((lock) => withinRepository({ ...lock, expiresAt: shownExpiry(lock, time) }))
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
  return { revision: snapshot.revision, locks }
}

/**
 * A lock of another program may never end. Readers take nothing that ends later than 7 days from now, so it is shown
 * with such an end, which moves once a day: the record is not written anew at every push.
 */
function shownExpiry({ origin, expiresAt }: Lock, now: EpochMs): EpochMs {
  return origin === 'holdfast' ? expiresAt : Math.min(expiresAt, Math.floor(now / DAY_MS) * DAY_MS + MAX_TTL_MS)
}

function withinRepository(lock: Lock): Lock {
  const { intent, covers } = lock
  return {
    ...lock,
    intent: { ...intent, scope: intent.scope.filter((text) => isInside(text.replace(/^!/, ''))) },
    covers: { includes: covers.includes.filter(isInside), excludes: covers.excludes.filter(isInside) },
  }
}

function isInside(text: string): boolean {
  return refusePath(text) === null
}
