import { quote } from '../quote.js'
import { unreachable } from '../unreachable.js'
import type { ProblemText } from './problem-text.js'
import { describeGateProblem, type GateProblem } from './gate-problem.js'
import { describeInputProblem, type InputProblem } from './input-problem.js'

export type UsageProblem =
  | { readonly area: 'usage'; readonly code: 'not-a-duration'; readonly option: string; readonly text: string }
  | { readonly area: 'usage'; readonly code: 'ttl-out-of-bounds'; readonly ttlMs: number }
  | {
      readonly area: 'usage'
      readonly code: 'not-one-of'
      readonly option: string
      readonly text: string
      readonly choices: readonly string[]
    }
  | {
      readonly area: 'usage'
      readonly code: 'not-a-whole-number'
      readonly option: string
      readonly text: string
      readonly from: number
      readonly to: number
    }
  | { readonly area: 'usage'; readonly code: 'argument-missing'; readonly what: string; readonly example: string }
  | {
      readonly area: 'usage'
      readonly code: 'arguments-clash'
      readonly first: string
      readonly second: string
      readonly example: string
    }
  | {
      readonly area: 'usage'
      readonly code: 'text-too-long'
      readonly option: string
      readonly length: number
      readonly limit: number
    }
  | { readonly area: 'usage'; readonly code: 'not-json-object'; readonly option: string; readonly reason: string }
  | InputProblem
  | { readonly area: 'usage'; readonly code: 'no-such-process'; readonly pid: number }
  | GateProblem
  | { readonly area: 'usage'; readonly code: 'command-line'; readonly sentence: string; readonly command: string }

export function describeUsageProblem(problem: UsageProblem): ProblemText {
  if (isGateProblem(problem)) return describeGateProblem(problem)
  return isInputProblem(problem) ? describeInputProblem(problem) : describeWordProblem(problem)
}

function describeWordProblem(problem: Exclude<UsageProblem, GateProblem | InputProblem>): ProblemText {
  switch (problem.code) {
    case 'not-a-duration':
      return {
        sentence: `${problem.option} is ${quote(problem.text)}; expected a duration such as 90s, 30m, 2h or 1d.`,
        tryThis: [exampleOf(problem.option)],
      }
    case 'ttl-out-of-bounds':
      return {
        sentence: `A lock lives from 1 second to 7 days, not ${problem.ttlMs / 1000} seconds.`,
        tryThis: ['git holdfast lock src --ttl 30m'],
      }
    case 'not-one-of':
      return {
        sentence: `${problem.option} is ${quote(problem.text)}; expected one of ${problem.choices.join(', ')}.`,
        tryThis: [exampleOf(problem.option)],
      }
    case 'not-a-whole-number':
      return {
        sentence: `${problem.option} is ${quote(problem.text)}; expected a whole number from ${problem.from} to ${problem.to}.`,
        tryThis: [exampleOf(problem.option)],
      }
    case 'argument-missing':
      return { sentence: `${problem.what} is missing.`, tryThis: [problem.example] }
    case 'arguments-clash':
      return { sentence: `${problem.first} and ${problem.second} do not go together.`, tryThis: [problem.example] }
    case 'text-too-long':
      return {
        sentence: `${problem.option} has ${problem.length} characters; at most ${problem.limit} fit.`,
        tryThis: [exampleOf(problem.option)],
      }
    case 'not-json-object':
      return {
        sentence: `${problem.option} is not a JSON object: ${problem.reason}`,
        tryThis: [exampleOf(problem.option)],
      }
    case 'no-such-process':
      return { sentence: `No process ${problem.pid} runs here.`, tryThis: ['git holdfast lock src --pid $$'] }
    case 'command-line':
      return { sentence: problem.sentence, tryThis: [problem.command] }
    default:
      return unreachable(problem)
  }
}

function isGateProblem(problem: UsageProblem): problem is GateProblem {
  return ['range-unknown', 'event-unreadable', 'report-not-written'].includes(problem.code)
}

function isInputProblem(problem: UsageProblem): problem is InputProblem {
  return problem.code === 'input-too-large' || problem.code === 'input-unreadable'
}

/** A whole command that uses the option correctly. */
function exampleOf(option: string): string {
  return EXAMPLES[option] ?? 'git holdfast help'
}

const EXAMPLES: Readonly<Record<string, string>> = {
  '--ttl': 'git holdfast lock src --ttl 30m',
  '--wait': 'git holdfast lock src --wait=10m',
  '--priority': 'git holdfast lock src --priority 5',
  '--action': 'git holdfast lock src --action WRITE',
  '--message': "git holdfast lock src -m 'a sentence'",
  '--pid': 'git holdfast lock src --pid $$',
  '--type': "git holdfast send bob --type TASK 'a sentence'",
  '--payload': 'git holdfast send bob --payload \'{"text":"hello"}\'',
  '--count': 'git holdfast log --count 50',
  '--limit': 'git holdfast inbox --limit 10',
  '--format': 'git holdfast gate --format text',
  '--hooks': 'git holdfast init --hooks auto',
  '--agents': 'git holdfast init --agents claude,codex',
  'the shell': 'git holdfast completion bash',
}
