import { ProblemError } from '../../core/problems/problem.js'
import type { LockReader, LockSnapshot } from '../../store/lock-store.js'

/** Throws if a record cannot be read: the record may be a lock of any agent, so no verdict is possible. */
export function requireReadable(snapshot: LockSnapshot): void {
  const [first] = snapshot.unreadable
  if (first === undefined) return
  throw new ProblemError({ area: 'store', code: 'state-unreadable', path: first.path, reason: first.reason })
}

/** Reads once more if a record cannot be read: another program may be writing the record at this moment. */
export async function readSettled(locks: LockReader): Promise<LockSnapshot> {
  const snapshot = await locks.read()
  if (snapshot.unreadable.length === 0) return snapshot
  const again = await locks.read()
  requireReadable(again)
  return again
}
