import type { Lock } from '../core/lock.js'
import type { Workspace } from './workspace.js'

/** The locks as the store shows them after a write: with their revision, their fencing token. */
export async function readAsWritten(workspace: Workspace, locks: readonly Lock[]): Promise<readonly Lock[]> {
  const snapshot = await workspace.locks.read()
  const byId = new Map(snapshot.locks.map((lock) => [lock.id, lock]))
  return locks.map((lock) => byId.get(lock.id) ?? lock)
}
