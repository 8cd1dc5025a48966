import { ProblemError } from '../../core/problems/problem.js'
import { decodeGithubEvent, MAX_EVENT_BYTES, type GithubEvent } from '../../records/github-event-record.js'
import { nodeDisk } from '../../disk/node-disk.js'
import type { Environment } from '../../core/settings/environment.js'
import { askGithub } from './github-range.js'
import { askGitlab } from './gitlab-range.js'
import { commitBase, type RangeQuestion } from './range-question.js'

/** The CI in which this process runs, as its variables say. */
export type Ci = 'github' | 'gitlab' | 'other'

export function ciOf(environment: Environment): Ci {
  if (environment['GITHUB_ACTIONS'] === 'true') return 'github'
  return environment['GITLAB_CI'] === 'true' ? 'gitlab' : 'other'
}

export interface RangeOptions {
  readonly base?: string | undefined
  readonly head?: string | undefined
}

/**
 * The range to check: from the options, and what they leave open from CI.
 *
 * @throws ProblemError `range-unknown`, `event-unreadable`
 */
export function askForRange(environment: Environment, { base, head }: RangeOptions): RangeQuestion {
  if (base !== undefined) {
    const named = { what: `${base}..${head ?? 'HEAD'}`, branch: null, head: head ?? 'HEAD' }
    return { kind: 'range', ...named, bases: [commitBase(base)] }
  }
  const question = askCi(environment)
  if (head === undefined || question.kind === 'empty') return question
  // The test merge of CI belongs to another head, so it is left out.
  const { what, branch, bases } = question
  return { kind: 'range', what, branch, bases, head }
}

function askCi(environment: Environment): RangeQuestion {
  const ci = ciOf(environment)
  if (ci === 'github') return askGithub(environment, readEvent(environment))
  if (ci === 'gitlab') return askGitlab(environment)
  throw new ProblemError({ area: 'usage', code: 'range-unknown', ci: '', event: '' })
}

function readEvent(environment: Environment): GithubEvent {
  const path = environment['GITHUB_EVENT_PATH'] ?? ''
  if (path === '') throw unreadable('GITHUB_EVENT_PATH', 'it is not set')
  const content = readBounded(path)
  if (content === null) throw unreadable(path, 'there is no such file')
  const event = decodeGithubEvent(content)
  if (event.ok) return event.value
  throw unreadable(path, event.reason)
}

function readBounded(path: string): Uint8Array | null {
  try {
    return nodeDisk.read(path, MAX_EVENT_BYTES)
  } catch (error) {
    throw unreadable(path, error instanceof Error ? error.message : String(error))
  }
}

function unreadable(path: string, reason: string): ProblemError {
  return new ProblemError({ area: 'usage', code: 'event-unreadable', path, reason })
}
