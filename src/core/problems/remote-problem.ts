import { printable, quote, shellWord } from '../quote.js'
import { unreachable } from '../unreachable.js'
import type { ProblemText } from './problem-text.js'

export type RemoteProblem =
  | { readonly area: 'git'; readonly code: 'remote-missing'; readonly remote: string }
  /** The remote answers, and refuses to take a ref of Holdfast. */
  | {
      readonly area: 'git'
      readonly code: 'remote-refuses'
      readonly remote: string
      readonly ref: string
      readonly reason: string
    }
  | { readonly area: 'git'; readonly code: 'remote-unreachable'; readonly remote: string; readonly reason: string }
  /** The published locks are newer than the store itself. */
  | {
      readonly area: 'git'
      readonly code: 'remote-newer'
      readonly remote: string
      readonly published: number
      readonly revision: number
    }

export function describeRemoteProblem(problem: RemoteProblem): ProblemText {
  const remote = quote(problem.remote)
  switch (problem.code) {
    case 'remote-missing':
      return { sentence: `There is no remote ${remote}.`, tryThis: ['git remote -v'] }
    case 'remote-refuses':
      return {
        sentence: `The remote ${remote} does not take ${printable(problem.ref)}: ${printable(problem.reason, 600)}.`,
        tryThis: ['git config holdfast.publish off', `git holdfast publish ${shellWord(problem.remote)}`],
      }
    case 'remote-unreachable':
      return {
        sentence: `The remote ${remote} cannot be asked: ${printable(problem.reason, 600)}`,
        tryThis: [`git ls-remote ${shellWord(problem.remote)}`],
      }
    case 'remote-newer':
      return {
        sentence: `The remote ${remote} shows revision ${problem.published} of this store, but the store itself is at revision ${problem.revision}: it was set back to an earlier state.`,
        tryThis: [`git holdfast publish ${shellWord(problem.remote)} --delete`],
      }
    default:
      return unreachable(problem)
  }
}
