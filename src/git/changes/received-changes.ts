import type { Change } from '../../core/change.js'
import { ProblemError } from '../../core/problems/problem.js'
import { commitsOf, readCommitChanges, resolveObjects } from './commit-changes.js'
import type { Environment } from '../../core/settings/environment.js'
import { LOCKS_NAMESPACE } from '../remote/locks-ref.js'
import type { Place } from '../place.js'

/**
 * The changes of the commits of a received push that no ref of the repository has yet, each commit for itself. Commits
 * that only published locks lead to count as new: no guard has checked them.
 *
 * @param ids what refs are to point to: commits, tags of anything, trees, blobs
 * @param env from `hookEnvironment`: its object variables lead to the quarantine
 * @throws ProblemError `no-revision` where an object did not arrive, `git-stopped`
 */
export async function readReceivedChanges(
  place: Place,
  env: Environment,
  ids: readonly string[],
): Promise<readonly Change[]> {
  if (ids.length === 0) return []
  const objects = await resolveObjects(place, env, [...ids, ...ids.map((id) => `${id}^{commit}`)])
  const missing = ids.find((id) => !objects.has(id))
  if (missing !== undefined) throw new ProblemError({ area: 'git', code: 'no-revision', revision: missing })
  const knownRefs = [`--exclude=${LOCKS_NAMESPACE}*`, '--all']
  return readCommitChanges(place, env, { tips: commitsOf(ids, objects), known: [], knownRefs })
}
