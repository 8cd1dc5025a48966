import type { Lock } from '../core/lock.js'
import { ProblemError } from '../core/problem.js'
import type { Workspace } from './workspace.js'

/**
 * The locks as the store shows them after a write: with their revision, their fencing token. They are written, also
 * where the store cannot be read just now: then they are given as they were wanted.
 */
export async function readAsWritten(workspace: Workspace, locks: readonly Lock[]): Promise<readonly Lock[]> {
  const byId = new Map((await readQuietly(workspace)).map((lock) => [lock.id, lock]))
  return locks.map((lock) => byId.get(lock.id) ?? lock)
}

async function readQuietly(workspace: Workspace): Promise<readonly Lock[]> {
  try {
    return (await workspace.locks.read()).locks
  } catch (error) {
    if (error instanceof ProblemError) return []
    throw error
  }
}
