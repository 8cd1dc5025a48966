import { runChild, type ChildCommand } from '../../processes/run-child.js'
import { lockPaths, type LockRequest, type WaitOptions } from './lock-paths.js'
import { RENEWALS_PER_TTL, renewLocks } from './renew-locks.js'
import { unlockPaths } from './unlock-paths.js'
import type { Workspace } from '../workspace/workspace.js'
import { lockingOf } from './locking.js'

/** Locks, runs the command, renews the locks while it runs, and releases them. Returns the command's exit code. */
export async function runLocked(
  workspace: Workspace,
  request: LockRequest,
  command: ChildCommand,
  options: WaitOptions & { readonly onNotStarted: (why: string) => void },
): Promise<number> {
  const locking = lockingOf(workspace)
  const { locks } = await lockPaths(workspace, locking, request, options)
  const ids = locks.map((lock) => lock.id)
  const renewal = setInterval(() => {
    // A failed renewal is tried again after a third of the TTL.
    renewLocks(locking, ids, request.ttlMs).catch(() => undefined)
  }, request.ttlMs / RENEWALS_PER_TTL)
  try {
    return await runChild(command, options.onNotStarted)
  } finally {
    clearInterval(renewal)
    await unlockPaths(locking, { references: ids, all: false, force: null })
  }
}
