import type { Lock, LockId } from '../../core/locks/lock.js'
import { ProblemError } from '../../core/problems/problem.js'
import { listLocks } from './list-locks.js'
import { renewLocks } from './renew-locks.js'
import { unlockPaths } from './unlock-paths.js'
import type { Workspace } from '../workspace/workspace.js'

/** A third: two renewals may be late before a lock is lost. */
const RENEWALS_PER_TTL = 3

/** Locks that this process holds for as long as it runs: bound to it, renewed by it, released with it. */
export interface KeptLocks {
  /** Renews them from now on; `locks` are bound to this process. */
  keep(workspace: Workspace, locks: readonly Lock[], ttlMs: number): void
  /** Ends every renewal and releases what is still held. A store that is away keeps nobody: the locks die with the process. */
  releaseAll(): Promise<void>
}

interface Kept {
  readonly workspace: Workspace
  readonly ids: ReadonlySet<LockId>
  readonly renewal: NodeJS.Timeout
}

/** @param pid of the process that the locks are bound to */
export function openKeptLocks(pid: number): KeptLocks {
  const all = new Set<Kept>()
  return {
    keep(workspace, locks, ttlMs) {
      const ids = new Set(locks.map((lock) => lock.id))
      const renew = (): void => void renewKept(workspace, ids, pid, ttlMs).then((left) => left > 0 || forget())
      const renewal = setInterval(renew, ttlMs / RENEWALS_PER_TTL)
      // Whoever serves decides how long the process runs.
      renewal.unref()
      const kept = { workspace, ids, renewal }
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
async function renewKept(workspace: Workspace, ids: ReadonlySet<LockId>, pid: number, ttlMs: number): Promise<number> {
  try {
    const held = await findHeld(workspace, ids, pid)
    if (held.length > 0) await renewLocks(workspace, held, ttlMs)
    return held.length
  } catch (error) {
    if (error instanceof ProblemError) return ids.size
    throw error
  }
}

async function releaseKept({ workspace, ids }: Kept, pid: number): Promise<void> {
  const references = await findHeld(workspace, ids, pid)
  if (references.length > 0) await unlockPaths(workspace, { references, all: false, force: null })
}

/** Another session of the same agent may have taken a lock over since: then it is bound to that one's process. */
async function findHeld(workspace: Workspace, ids: ReadonlySet<LockId>, pid: number): Promise<readonly LockId[]> {
  const { locks } = await listLocks(workspace, { mine: true, references: [] })
  return locks.filter((lock) => ids.has(lock.id) && lock.process?.pid === pid).map((lock) => lock.id)
}
