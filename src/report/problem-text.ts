import { describeProblem, type Problem } from '../core/problems/problem.js'

/** Writes a problem, then commands to type. `heading` says where to type them, if not in the reader's shell. */
export function renderProblem(problem: Problem, heading = 'Try:'): string {
  const { sentence, tryThis } = describeProblem(problem)
  return [`holdfast: ${sentence}`, heading, ...tryThis.map((command) => `  ${command}`)].join('\n')
}

/** A problem in `--json`, on standard error. */
export interface ProblemView {
  readonly error: {
    readonly area: string
    readonly code: string
    readonly message: string
    readonly try: readonly string[]
  }
}

export function toProblemView(problem: Problem): ProblemView {
  const { sentence, tryThis } = describeProblem(problem)
  return { error: { area: problem.area, code: problem.code, message: sentence, try: tryThis } }
}
