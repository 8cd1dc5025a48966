import { isLive, type Lock, type LockId } from '../../core/locks/lock.js'
import { ProblemError } from '../../core/problems/problem.js'
import type { Locking } from './locking.js'
import { RENEWALS_PER_TTL, renewLocks } from './renew-locks.js'
import { ownLocks, unlockPaths } from './unlock-paths.js'

/** Locks that this process holds for as long as it runs: bound to it, renewed by it, released with it. */
export interface KeptLocks {
  /** Renews them from now on; `locks` are bound to this process. */
  keep(locking: Locking, locks: readonly Lock[], ttlMs: number): void
  /** Ends every renewal and releases what is still held. A store that is away keeps nobody: the locks die with the process. */
  releaseAll(): Promise<void>
}

interface Kept {
  readonly locking: Locking
  readonly ids: ReadonlySet<LockId>
  readonly renewal: NodeJS.Timeout
}

/** @param pid of the process that the locks are bound to */
export function openKeptLocks(pid: number): KeptLocks {
  const all = new Set<Kept>()
  return {
    keep(locking, locks, ttlMs) {
      const ids = new Set(locks.map((lock) => lock.id))
      const renew = (): void => void renewKept(locking, ids, pid, ttlMs).then((left) => left > 0 || forget())
      const renewal = setInterval(renew, ttlMs / RENEWALS_PER_TTL)
      // Whoever serves decides how long the process runs.
      renewal.unref()
      const kept = { locking, ids, renewal }
      const forget = (): void => {
        clearInterval(renewal)
        all.delete(kept)
      }
      all.add(kept)
    },
    async releaseAll() {
      for (const kept of all) clearInterval(kept.renewal)
      await Promise.allSettled([...all].map((kept) => releaseKept(kept, pid)))
      all.clear()
    },
  }
}

/** Gives how many are still held. A renewal that does not go through is tried again a third of the TTL later. */
async function renewKept(locking: Locking, ids: ReadonlySet<LockId>, pid: number, ttlMs: number): Promise<number> {
  try {
    const held = await findHeld(locking, ids, pid)
    if (held.length > 0) await renewLocks(locking, held, ttlMs)
    return held.length
  } catch (error) {
    if (error instanceof ProblemError) return ids.size
    throw error
  }
}

async function releaseKept({ locking, ids }: Kept, pid: number): Promise<void> {
  const references = await findHeld(locking, ids, pid)
  if (references.length > 0) await unlockPaths(locking, { references, all: false, force: null })
}

/** Another session of the same agent may have taken a lock over since: then it is bound to that one's process. */
async function findHeld(locking: Locking, ids: ReadonlySet<LockId>, pid: number): Promise<readonly LockId[]> {
  const snapshot = await locking.locks.read()
  const moment = locking.moment()
  return ownLocks(snapshot, locking.me, moment)
    .filter((lock) => isLive(lock, moment.now, moment.isGone))
    .filter((lock) => ids.has(lock.id) && lock.process?.pid === pid)
    .map((lock) => lock.id)
}
