import { ProblemError } from '../../core/problems/problem.js'
import type { LockSnapshot } from '../../store/lock-store.js'

/** A record that is there and cannot be read may be anybody's lock: nobody decides over it. */
export function requireReadable(snapshot: LockSnapshot): void {
  const [first] = snapshot.unreadable
  if (first === undefined) return
  throw new ProblemError({ area: 'store', code: 'state-unreadable', path: first.path, reason: first.reason })
}
