import { isLive, type Lock } from '../../core/locks/lock.js'
import { describeProblem, ProblemError } from '../../core/problems/problem.js'
import { quote } from '../../core/quote.js'
import { describeDuration, MINUTE_MS, type EpochMs } from '../../core/time.js'
import type { LockStore } from '../../store/lock-store.js'
import { locksOf } from '../workspace/locks-of.js'
import { momentOf, type Workspace } from '../workspace/workspace.js'
import { bad, good, type Finding } from './finding.js'

const MAX_CLOCK_LEAD_MS = 5 * MINUTE_MS

/** Checks that every record can be read, and that no lock is from the future. */
export async function checkLocks(workspace: Workspace): Promise<readonly Finding[]> {
  const store = locksOf(workspace)
  try {
    const { locks, unreadable } = await store.read()
    const broken = unreadable.map(({ path, reason }) =>
      bad('locks', `${quote(path)} cannot be read: ${reason}`, 'git holdfast doctor --fix', repairStore(store)),
    )
    const readable = broken.length > 0 ? broken : [good('locks', describeLocks(workspace, locks))]
    return [...readable, checkClock(workspace.now(), locks)]
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return [bad('locks', describeProblem(error.problem).sentence, 'git holdfast doctor --fix', repairStore(store))]
  }
}

/** Expired locks are no fault: the next lock on the path replaces them. */
function describeLocks(workspace: Workspace, locks: readonly Lock[]): string {
  const { now, isGone } = momentOf(workspace)
  const over = locks.filter((lock) => !isLive(lock, now, isGone)).length
  return `${locks.length} records, all readable${over === 0 ? '' : `; ${over} of them expired or left behind by a process that ended`}`
}

function checkClock(now: EpochMs, locks: readonly Lock[]): Finding {
  const lead = Math.max(0, ...locks.map((lock) => lock.createdAt)) - now
  if (lead <= MAX_CLOCK_LEAD_MS) return good('clock', 'no lock is from the future')
  const text = `a lock was taken ${describeDuration(lead)} in the future: the clocks of two machines differ`
  return bad('clock', text, 'date -u')
}

function repairStore(store: LockStore): () => Promise<string> {
  return async () => {
    const moved = await store.repair()
    return moved.length === 0
      ? 'nothing was moved: a record younger than 10 seconds may still be being written'
      : `moved aside: ${moved.map((path) => quote(path)).join(', ')}`
  }
}
