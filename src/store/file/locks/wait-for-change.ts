import { ProblemError } from '../../../core/problems/problem.js'
import type { LockSnapshot } from '../../lock-store.js'
import { watchFolders } from '../../../disk/folder-watch.js'
import { ownPath, type LockFolder } from '../lock-folder.js'

/** How often to look, for a system that watches no folders or misses a change. */
const LOOK_EVERY_MS = 500

export interface WaitRequest {
  readonly since: LockSnapshot
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** The clock of the wait only ever runs forward. */
export async function waitForChange(
  lockFolder: LockFolder,
  read: () => LockSnapshot,
  { since, timeoutMs, signal }: WaitRequest,
): Promise<void> {
  const deadline = performance.now() + timeoutMs
  const watch = watchFolders([ownPath(lockFolder, 'gen'), lockFolder.root])
  try {
    while (!isChanged(since, read)) {
      const leftMs = deadline - performance.now()
      if (leftMs <= 0 || signal.aborted) return
      await watch.wait(Math.min(leftMs, LOOK_EVERY_MS), signal)
    }
  } finally {
    watch.close()
  }
}

/** A store that cannot be read ends the wait: the waiter reads next, and gets the reason. */
function isChanged(since: LockSnapshot, read: () => LockSnapshot): boolean {
  try {
    return fingerprint(read()) !== fingerprint(since)
  } catch (error) {
    if (error instanceof ProblemError) return true
    throw error
  }
}

/** Our own locks change only with the revision. */
function fingerprint({ revision, locks, unreadable }: LockSnapshot): string {
  const foreign = locks.filter((lock) => lock.origin === 'foreign').map((lock) => `${lock.id} ${lock.expiresAt}`)
  return [revision, ...foreign.sort(), ...unreadable.map((file) => file.path).sort()].join('\n')
}
