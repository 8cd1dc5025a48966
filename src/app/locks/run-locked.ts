import { runChild, type ChildCommand } from '../../processes/run-child.js'
import { lockPaths, type LockRequest, type WaitOptions } from './lock-paths.js'
import { RENEWALS_PER_TTL, renewLocks } from './renew-locks.js'
import { unlockPaths } from './unlock-paths.js'
import type { Workspace } from '../workspace/workspace.js'
import { lockingOf, type Locking } from './locking.js'
import type { LockId } from '../../core/locks/lock.js'

export interface RunOptions extends WaitOptions {
  readonly onNotStarted: (why: string) => void
  /** Called when a lock could not be released after the command: another agent has it, or the store cannot be written. */
  readonly onNotReleased: (error: unknown) => void
}

/**
 * Locks, runs the command, renews the locks while it runs, and releases what is left of them. Returns the command's exit
 * code, whatever has become of the locks meanwhile.
 */
export async function runLocked(
  workspace: Workspace,
  request: LockRequest,
  command: ChildCommand,
  options: RunOptions,
): Promise<number> {
  const locking = lockingOf(workspace)
  const { locks } = await lockPaths(workspace, locking, request, options)
  const ids = locks.map((lock) => lock.id)
  const renewal = setInterval(() => {
    // A failed renewal is tried again after a third of the TTL. Each lock for itself: one that was taken ends no other.
    for (const id of ids) renewLocks(locking, [id], request.ttlMs).catch(() => undefined)
  }, request.ttlMs / RENEWALS_PER_TTL)
  try {
    return await runChild(command, options.onNotStarted)
  } finally {
    clearInterval(renewal)
    await releaseAll(locking, ids, options)
  }
}

async function releaseAll(locking: Locking, ids: readonly LockId[], { onNotReleased }: RunOptions): Promise<void> {
  for (const id of ids) {
    try {
      await unlockPaths(locking, { references: [id], all: false, force: null })
    } catch (error) {
      onNotReleased(error)
    }
  }
}
