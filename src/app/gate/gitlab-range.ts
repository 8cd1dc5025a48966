import { ProblemError } from '../../core/problems/problem.js'
import type { Environment } from '../../core/settings/environment.js'
import { defaultBase } from './github-range.js'
import { commitBase, isZero, type RangeQuestion } from './range-question.js'

/**
 * The range that a GitLab pipeline has to check: of a merge request (also as a merged result, or in a merge train) or a
 * push.
 *
 * @throws ProblemError `range-unknown` for a pipeline of the default branch that nobody pushed
 */
export function askGitlab(environment: Environment): RangeQuestion {
  return environment['CI_PIPELINE_SOURCE'] === 'merge_request_event'
    ? askMergeRequest(environment)
    : askPush(environment)
}

/**
 * The URL of the target project of a merge request, for a pipeline that runs in the fork: the target project has the
 * published locks, and the fork has none. Null for a pipeline in the target project.
 */
export function findTargetProject(environment: Environment): string | null {
  const target = environment['CI_MERGE_REQUEST_PROJECT_ID'] ?? ''
  const url = environment['CI_MERGE_REQUEST_PROJECT_URL'] ?? ''
  if (target === '' || target === environment['CI_PROJECT_ID'] || !/^https?:\/\//.test(url)) return null
  return `${url}.git`
}

function askMergeRequest(environment: Environment): RangeQuestion {
  const number = environment['CI_MERGE_REQUEST_IID'] ?? ''
  const source = environment['CI_MERGE_REQUEST_SOURCE_BRANCH_SHA'] ?? ''
  const target = environment['CI_MERGE_REQUEST_TARGET_BRANCH_SHA'] ?? ''
  const what = `merge request ${number}`.trim()
  const branch = environment['CI_MERGE_REQUEST_SOURCE_BRANCH_NAME'] ?? null
  // GitLab sets both only when the pipeline runs on a merge of the two branches, which is checked out then.
  if (!isZero(source) && !isZero(target))
    return { kind: 'range', what, branch, head: source, bases: [commitBase(target)] }
  const base = environment['CI_MERGE_REQUEST_DIFF_BASE_SHA'] ?? ''
  const head = headOf(environment)
  if (isZero(base)) throw unknown(environment)
  return { kind: 'range', what, branch, head, bases: [commitBase(base)] }
}

function askPush(environment: Environment): RangeQuestion {
  const before = environment['CI_COMMIT_BEFORE_SHA'] ?? ''
  const ref = environment['CI_COMMIT_REF_NAME'] ?? ''
  const pushed = `${environment['CI_COMMIT_TAG'] === undefined ? 'refs/heads' : 'refs/tags'}/${ref}`
  const question = { kind: 'range', what: `push to ${ref}`, branch: pushed, head: headOf(environment) } as const
  const fallback = defaultBase(environment['CI_DEFAULT_BRANCH'], pushed)
  if (!isZero(before))
    return { ...question, bases: fallback === null ? [commitBase(before)] : [commitBase(before), fallback] }
  if (fallback !== null) return { ...question, bases: [fallback] }
  // A scheduled or manual pipeline has no `before` either, and is no push of a new branch.
  if (environment['CI_PIPELINE_SOURCE'] !== 'push') throw unknown(environment)
  return { ...question, bases: [{ kind: 'nothing' }] }
}

function headOf(environment: Environment): string {
  const head = environment['CI_COMMIT_SHA'] ?? ''
  if (isZero(head)) throw unknown(environment)
  return head
}

function unknown(environment: Environment): ProblemError {
  const event = environment['CI_PIPELINE_SOURCE'] ?? ''
  return new ProblemError({ area: 'usage', code: 'range-unknown', ci: 'GitLab', event })
}
