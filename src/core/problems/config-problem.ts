import { printable, quote } from '../quote.js'
import { unreachable } from '../unreachable.js'
import type { ProblemText } from './problem-text.js'

export type ConfigProblem =
  | { readonly area: 'config'; readonly code: 'file-unreadable'; readonly path: string; readonly reason: string }
  | {
      readonly area: 'config'
      readonly code: 'value-refused'
      readonly from: string
      readonly key: string
      readonly value: string
      readonly expected: string
    }
  | {
      readonly area: 'config'
      readonly code: 'agent-file-invalid'
      readonly path: string
      readonly line: number
      readonly column: number
      readonly reason: string
    }
  /** `reason` completes a sentence that begins with the path, as in `is not a regular file`. */
  | { readonly area: 'config'; readonly code: 'agent-file-refused'; readonly path: string; readonly reason: string }

export function describeConfigProblem(problem: ConfigProblem): ProblemText {
  switch (problem.code) {
    case 'file-unreadable':
      return {
        sentence: `The configuration ${quote(problem.path)} cannot be used: ${printable(problem.reason, 600)}.`,
        tryThis: ['git holdfast doctor', 'git diff -- .holdfast.json'],
      }
    case 'value-refused':
      return {
        sentence: `${printable(problem.key)} from ${printable(problem.from)} is ${quote(problem.value)}; expected ${problem.expected}.`,
        tryThis: [
          problem.from.startsWith('git config')
            ? `git config --unset ${printable(problem.key)}`
            : 'git holdfast doctor',
        ],
      }
    case 'agent-file-invalid':
      return {
        sentence: `${quote(problem.path)} is not touched: line ${problem.line}, column ${problem.column}: ${printable(problem.reason, 300)}.`,
        tryThis: [
          `git diff -- ${quote(problem.path)}`,
          'git holdfast init --agents none',
          'git holdfast uninstall --agents none',
        ],
      }
    case 'agent-file-refused':
      return {
        sentence: `${quote(problem.path)} is not touched: it ${printable(problem.reason, 300)}.`,
        tryThis: [
          `ls -l ${quote(problem.path)}`,
          'git holdfast init --agents none',
          'git holdfast uninstall --agents none',
        ],
      }
    default:
      return unreachable(problem)
  }
}
