import type { Change } from '../../core/change.js'
import type { Owner } from '../../core/locks/lock.js'
import { decideVerdict, type Verdict } from '../../core/locks/verdict.js'
import { hookEnvironment } from '../../git/environment.js'
import { hostName } from '../../processes/host.js'
import type { LockReader } from '../../store/lock-store.js'
import { locksOf } from '../workspace/locks-of.js'
import { requireReadable } from '../locks/require-readable.js'
import { settleMerges } from './settle-merges.js'
import { momentOf, type Workspace } from '../workspace/workspace.js'
import { ProblemError } from '../../core/problems/problem.js'
import { readRangeChanges } from '../../git/changes/commit-changes.js'
import { readStagedChanges } from '../../git/changes/staged-changes.js'

/**
 * The verdict on these changes for the agent that asks. Without an agent name, every lock counts as another agent's.
 *
 * @throws ProblemError of area `store`: state that cannot be read is never free
 */
export async function checkChanges(
  workspace: Workspace,
  changes: readonly Change[],
  locks: LockReader = locksOf(workspace),
): Promise<Verdict> {
  const snapshot = await locks.read()
  requireReadable(snapshot)
  const decide = (seen: readonly Change[]): Verdict =>
    decideVerdict(seen, snapshot.locks, askerOf(workspace), momentOf(workspace))
  const { verdict } = await settleMerges(workspace.place, hookEnvironment(workspace.environment), changes, decide)
  return verdict
}

/** A change of each path, for an agent that wants to edit these paths. */
export function toChanges(paths: readonly string[]): readonly Change[] {
  return paths.map((path) => ({ path, kind: 'modified', isSubmodule: false }))
}

export function askerOf(workspace: Workspace): Owner {
  const { identity } = workspace
  if (!identity.ok) return { agent: '' as Owner['agent'], session: '', host: hostName() }
  const { agent, session } = identity.value
  return { agent, session, host: hostName() }
}

/** The changes that `git commit` would commit now. */
export function findStagedChanges(workspace: Workspace): Promise<readonly Change[]> {
  const { place } = workspace
  if (place.top === null)
    throw new ProblemError({ area: 'git', code: 'bare-repository', path: place.gitDir, action: 'commit' })
  return readStagedChanges(place, hookEnvironment(workspace.environment))
}

/** The changes of every commit that the second revision has and the first lacks. @throws ProblemError `no-revision` */
export function findRangeChanges(workspace: Workspace, range: string): Promise<readonly Change[]> {
  const [base = '', head = '', ...rest] = range.split(/\.{2,3}/)
  if (base === '' || rest.length > 0 || !range.includes('..'))
    throw new ProblemError({ area: 'git', code: 'no-revision', revision: range })
  return readRangeChanges(workspace.place, hookEnvironment(workspace.environment), base, head === '' ? 'HEAD' : head)
}
