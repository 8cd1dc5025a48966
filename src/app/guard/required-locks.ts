import type { Change } from '../../core/change.js'
import { valueOf } from '../../core/problems/parsed.js'
import { compileCoverage } from '../../core/patterns/match.js'
import { parseCoverage } from '../../core/patterns/parse-coverage.js'
import type { Workspace } from '../workspace/workspace.js'

/**
 * Of changes that the agent holds no lock on, those that the policy `requireLock` lets nobody make so.
 *
 * @throws ProblemError of area `pattern`
 */
export function findMissingLocks({ policy, settings }: Workspace, unlocked: readonly Change[]): readonly Change[] {
  const [first, ...rest] = policy.requireLock
  if (first === undefined || unlocked.length === 0) return []
  const { covers } = valueOf(parseCoverage(first, rest))
  return unlocked.filter(compileCoverage(covers, settings))
}
