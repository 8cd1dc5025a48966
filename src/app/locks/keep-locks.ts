import { isLive, type Lock, type LockId } from '../../core/locks/lock.js'
import { ProblemError } from '../../core/problems/problem.js'
import type { Locking } from './locking.js'
import { RENEWALS_PER_TTL, renewLocks } from './renew-locks.js'
import { ownLocks, unlockPaths } from './unlock-paths.js'

/** Locks that this process holds while it runs: bound to the process, renewed by it, and released when it ends. */
export interface KeptLocks {
  /** Renews `locks`, which are bound to this process, from now on. */
  keep(locking: Locking, locks: readonly Lock[], ttlMs: number): void
  /** Stops all renewals and releases the locks. Ignores an unreachable store: the locks end with the process. */
  releaseAll(): Promise<void>
}

interface Kept {
  readonly locking: Locking
  readonly ids: ReadonlySet<LockId>
  readonly renewal: NodeJS.Timeout
}

/** @param pid the process to which the locks are bound */
export function openKeptLocks(pid: number): KeptLocks {
  const all = new Set<Kept>()
  return {
    keep(locking, locks, ttlMs) {
      const ids = new Set(locks.map((lock) => lock.id))
      const renew = (): void => void renewKept(locking, ids, pid, ttlMs).then((left) => left > 0 || forget())
      const renewal = setInterval(renew, ttlMs / RENEWALS_PER_TTL)
      // The timer must not keep the process alive: the server decides when it ends.
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

/** Returns how many locks are still held. A failed renewal is tried again after a third of the TTL. */
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

/** Leaves out locks that another session of the same agent has taken over: they are bound to another process. */
async function findHeld(locking: Locking, ids: ReadonlySet<LockId>, pid: number): Promise<readonly LockId[]> {
  const snapshot = await locking.locks.read()
  const moment = locking.moment()
  return ownLocks(snapshot, locking.me, moment)
    .filter((lock) => isLive(lock, moment.now, moment.isGone))
    .filter((lock) => ids.has(lock.id) && lock.process?.pid === pid)
    .map((lock) => lock.id)
}
