import { ProblemError } from '../../core/problems/problem.js'
import type { LockReader, LockSnapshot } from '../../store/lock-store.js'

/** A record that is there and cannot be read may be anybody's lock: nobody decides over it. */
export function requireReadable(snapshot: LockSnapshot): void {
  const [first] = snapshot.unreadable
  if (first === undefined) return
  throw new ProblemError({ area: 'store', code: 'state-unreadable', path: first.path, reason: first.reason })
}

/** Another program may be writing a record in place at this moment: what cannot be read is read once more. */
export async function readSettled(locks: LockReader): Promise<LockSnapshot> {
  const snapshot = await locks.read()
  if (snapshot.unreadable.length === 0) return snapshot
  const again = await locks.read()
  requireReadable(again)
  return again
}
