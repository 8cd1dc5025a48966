import { isSameAgent } from '../agent-name.js'
import type { Change } from '../change.js'
import { findConflicts, type Conflict } from './conflict.js'
import { isLive, type Lock, type Owner } from './lock.js'
import { isOwn, type Moment } from './lock-rules.js'
import { compileCoverage } from '../patterns/match.js'

/**
 * The verdict of the locks on a set of changes. `unlocked` are the changes that no lock covers, of this agent or of
 * others. It leaves out the commits that name their agent: the guard judged those when they were made.
 */
export type Verdict =
  | { readonly verdict: 'clear'; readonly unlocked: readonly Change[] }
  | {
      readonly verdict: 'refused'
      readonly conflicts: readonly [Conflict, ...Conflict[]]
      readonly unlocked: readonly Change[]
    }

/**
 * Compares the changes with the live locks of other agents; READ locks block too. A commit that the holder made is no
 * conflict, whoever pushes it. `unlocked` is empty while no other agent holds a lock.
 */
export function decideVerdict(changes: readonly Change[], locks: readonly Lock[], me: Owner, moment: Moment): Verdict {
  const live = locks.filter((lock) => isLive(lock, moment.now, moment.isGone))
  const foreign = live.filter((lock) => !isOwn(lock.owner, me, moment.ownership))
  if (foreign.length === 0) return { verdict: 'clear', unlocked: [] }
  const own = live.filter((lock) => isOwn(lock.owner, me, moment.ownership))
  const [first, ...rest] = findConflicts(changes, foreign, moment).filter((conflict) => !isMadeByHolder(conflict))
  const refused = new Set([first, ...rest].map((conflict) => conflict?.change))
  const swept = changes.filter((change) => !refused.has(change) && !isSigned(change) && !isOfMerge(change))
  const unlocked = findUnlocked(swept, own, moment)
  if (first === undefined) return { verdict: 'clear', unlocked }
  return { verdict: 'refused', conflicts: [first, ...rest], unlocked }
}

function isMadeByHolder({ change, lock }: Conflict): boolean {
  if (change.commit === undefined) return false
  if (change.commit.agents.length > 0) return change.commit.agents.some((agent) => isSameAgent(agent, lock.owner.agent))
  return lock.owner.email !== undefined && lock.owner.email === change.commit.authorEmail
}

function isSigned({ commit }: Change): boolean {
  return commit !== undefined && commit.agents.length > 0
}

/** The guard judged the changes that a merge brings when they were committed. */
function isOfMerge({ commit }: Change): boolean {
  return commit?.merges !== undefined
}

function findUnlocked(changes: readonly Change[], own: readonly Lock[], moment: Moment): readonly Change[] {
  if (own.length === 0) return changes
  const covers = own.map((lock) => compileCoverage(lock.covers, moment))
  return changes.filter((change) => !covers.some((covered) => covered(change)))
}
