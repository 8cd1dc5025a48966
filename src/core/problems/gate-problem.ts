import { printable, quote } from '../quote.js'
import { unreachable } from '../unreachable.js'
import type { ProblemText } from './problem-text.js'

export type GateProblem =
  /** `ci` and `event` are empty outside of CI. */
  | { readonly area: 'usage'; readonly code: 'range-unknown'; readonly ci: string; readonly event: string }
  /** The file in which CI describes the run cannot be read. */
  | { readonly area: 'usage'; readonly code: 'event-unreadable'; readonly path: string; readonly reason: string }
  | { readonly area: 'usage'; readonly code: 'report-not-written'; readonly path: string; readonly reason: string }

export function describeGateProblem(problem: GateProblem): ProblemText {
  const byHand = 'git holdfast gate --base origin/main --head HEAD'
  switch (problem.code) {
    case 'range-unknown':
      return { sentence: describeUnknownRange(problem.ci, problem.event), tryThis: [byHand] }
    case 'event-unreadable':
      return {
        sentence: `The event of this run, ${quote(problem.path)}, cannot be read: ${printable(problem.reason, 600)}.`,
        tryThis: [byHand],
      }
    case 'report-not-written':
      return {
        sentence: `The report ${quote(problem.path)} is not written: ${printable(problem.reason, 600)}.`,
        tryThis: ['git holdfast gate --format text'],
      }
    default:
      return unreachable(problem)
  }
}

function describeUnknownRange(ci: string, event: string): string {
  if (ci === '') return 'No CI names the commits to check.'
  return `${ci} names no commits for ${event === '' ? 'this run' : quote(event)}: name them with --base and --head.`
}
