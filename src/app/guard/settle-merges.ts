import type { Change, CommitAuthorship } from '../../core/change.js'
import type { Verdict } from '../../core/locks/verdict.js'
import type { Environment } from '../../core/settings/environment.js'
import { readMergeCommitChanges } from '../../git/changes/merge-changes.js'
import type { Place } from '../../git/place.js'

export interface Settled {
  readonly verdict: Verdict
  /** Of a merge, only the changes made in the merge itself, and only if git had to be asked for them. */
  readonly changes: readonly Change[]
}

/**
 * Decides on changes of commits. The changes of a merge are all differences from any parent. Only when one of them
 * conflicts is git asked how the merge differs from the merge that git itself would make; that difference decides.
 *
 * @throws ProblemError `merge-unknown`
 */
export async function settleMerges(
  place: Place,
  env: Environment,
  changes: readonly Change[],
  decide: (changes: readonly Change[]) => Verdict,
): Promise<Settled> {
  const verdict = decide(changes)
  const merges = findMerges(verdict)
  const own = changes.filter(({ commit }) => commit?.merges === undefined)
  if (merges.length === 0) return { verdict, changes: own }
  const made: Change[] = []
  for (const merge of merges) made.push(...(await readMergeCommitChanges(place, env, merge, merge.merges)))
  const settled = [...own, ...made]
  return { verdict: decide(settled), changes: settled }
}

type Merge = CommitAuthorship & Required<Pick<CommitAuthorship, 'merges'>>

function findMerges(verdict: Verdict): readonly Merge[] {
  const conflicts = verdict.verdict === 'refused' ? verdict.conflicts : []
  const commits = new Map(conflicts.flatMap(({ change }) => (change.commit ? [[change.commit.id, change.commit]] : [])))
  return [...commits.values()].filter((commit): commit is Merge => commit.merges !== undefined)
}
