import { quote } from '../quote.js'
import { unreachable } from '../unreachable.js'
import type { ProblemText } from './problem-text.js'

export type AgentProblem =
  | { readonly area: 'agent'; readonly code: 'name-refused'; readonly name: string; readonly from: string }
  | { readonly area: 'agent'; readonly code: 'nobody' }

export function describeAgentProblem(problem: AgentProblem): ProblemText {
  switch (problem.code) {
    case 'name-refused':
      return {
        sentence: `${quote(problem.name)} from ${problem.from} is not an agent name: a name has 1 to 64 of A-Z a-z 0-9 . _ - and starts with a letter or digit.`,
        tryThis: [problem.from.includes('config') ? 'git config holdfast.agent my-agent' : 'git holdfast status'],
      }
    case 'nobody':
      return {
        sentence:
          'No source names this agent: neither --agent nor HOLDFAST_AGENT, holdfast.agent, an agent program or user.name.',
        tryThis: ['git config holdfast.agent my-agent', 'export HOLDFAST_AGENT=my-agent'],
      }
    default:
      return unreachable(problem)
  }
}
