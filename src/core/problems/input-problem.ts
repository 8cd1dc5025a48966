import type { ProblemText } from './problem-text.js'

/** What is wrong with standard input. */
export type InputProblem =
  | { readonly area: 'usage'; readonly code: 'input-too-large'; readonly limit: number; readonly example: string }
  | { readonly area: 'usage'; readonly code: 'input-unreadable'; readonly reason: string }

export function describeInputProblem(problem: InputProblem): ProblemText {
  if (problem.code === 'input-unreadable')
    return { sentence: `Standard input cannot be read: ${problem.reason}`, tryThis: ['git holdfast help'] }
  return { sentence: `Standard input has more than ${problem.limit} bytes.`, tryThis: [problem.example] }
}
