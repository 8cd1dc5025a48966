import { ProblemError } from '../../core/problems/problem.js'
import type { GithubEvent } from '../../records/github-event-record.js'
import type { Environment } from '../../core/settings/environment.js'
import { commitBase, isZero, type Base, type RangeQuestion } from './range-question.js'

/**
 * The range that a workflow run on GitHub has to check: of a pull request, a merge group or a push.
 *
 * @throws ProblemError `range-unknown` for an event without commits of its own, such as `workflow_dispatch`
 */
export function askGithub(environment: Environment, event: GithubEvent): RangeQuestion {
  const name = environment['GITHUB_EVENT_NAME'] ?? ''
  if (event.pull_request !== undefined) return askPullRequest(environment, event.pull_request)
  if (event.merge_group !== undefined) return askMergeGroup(event.merge_group)
  if (name === 'push') return askPush(event)
  throw new ProblemError({ area: 'usage', code: 'range-unknown', ci: 'GitHub Actions', event: name })
}

function askPullRequest(
  environment: Environment,
  { number, base, head }: NonNullable<GithubEvent['pull_request']>,
): RangeQuestion {
  const testMerge = environment['GITHUB_SHA']
  return {
    kind: 'range',
    what: number === undefined ? 'pull request' : `pull request ${number}`,
    branch: head.ref,
    head: head.sha,
    bases: [commitBase(base.sha), { kind: 'branch', name: base.ref }],
    ...(testMerge === undefined || isZero(testMerge) ? {} : { testMerge }),
  }
}

function askMergeGroup({ base_sha, head_sha, head_ref }: NonNullable<GithubEvent['merge_group']>): RangeQuestion {
  return {
    kind: 'range',
    what: 'merge group',
    branch: head_ref ?? null,
    head: head_sha,
    bases: [commitBase(base_sha)],
  }
}

function askPush({ before, after, ref, deleted, repository }: GithubEvent): RangeQuestion {
  const pushed = ref ?? ''
  if (deleted === true || isZero(after) || after === undefined) return { kind: 'empty', what: `deletion of ${pushed}` }
  const fallback = defaultBase(repository?.default_branch, pushed)
  // A forced push may leave `before` where no fetch can reach it.
  const bases: [Base, ...Base[]] =
    before === undefined || isZero(before) ? [fallback ?? { kind: 'nothing' }] : [commitBase(before)]
  if (fallback !== null && bases[0] !== fallback) bases.push(fallback)
  return { kind: 'range', what: `push to ${pushed}`, branch: pushed === '' ? null : pushed, head: after, bases }
}

/** The base of a new branch: the default branch. Null when the push is to the default branch itself. */
export function defaultBase(branch: string | undefined, pushed: string): Base | null {
  if (branch === undefined || branch === '' || pushed === `refs/heads/${branch}`) return null
  return { kind: 'branch', name: branch }
}
