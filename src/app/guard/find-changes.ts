import type { Change } from '../../core/change.js'
import { ProblemError } from '../../core/problems/problem.js'
import { hookEnvironment } from '../../git/environment.js'
import { readRangeChanges } from '../../git/changes/commit-changes.js'
import { readStagedChanges } from '../../git/changes/staged-changes.js'
import type { Workspace } from '../workspace/workspace.js'

/** What `git commit` would commit now. */
export function findStagedChanges(workspace: Workspace): Promise<readonly Change[]> {
  const { place } = workspace
  if (place.top === null)
    throw new ProblemError({ area: 'git', code: 'bare-repository', path: place.gitDir, action: 'commit' })
  return readStagedChanges(place, hookEnvironment(workspace.environment))
}

/** Every commit that the second revision has and the first lacks. @throws ProblemError `no-revision` */
export function findRangeChanges(workspace: Workspace, range: string): Promise<readonly Change[]> {
  const [base = '', head = '', ...rest] = range.split(/\.{2,3}/)
  if (base === '' || rest.length > 0 || !range.includes('..'))
    throw new ProblemError({ area: 'git', code: 'no-revision', revision: range })
  return readRangeChanges(workspace.place, hookEnvironment(workspace.environment), base, head === '' ? 'HEAD' : head)
}
