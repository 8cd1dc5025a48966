import { AGENT_PROGRAMS, type AgentProgram } from '../programs/names.js'
import { ProblemError } from '../core/problems/problem.js'
import type { Arguments } from './arguments.js'

/** The value of `--agents`: the named programs, or `auto` for those found here. Undefined without the option. */
export type AgentChoice = readonly AgentProgram[] | 'auto' | undefined

export function readAgentChoice(args: Arguments): AgentChoice {
  if (args.isSet('agents')) return 'auto'
  const text = args.text('agents')
  if (text === undefined) return undefined
  const words = text.split(',').map((word) => word.trim().toLowerCase())
  if (words.length > 1) return words.map((word) => programNamed(word, text))
  const [word = ''] = words
  if (word === 'none') return []
  return word === 'auto' ? 'auto' : [programNamed(word, text)]
}

function programNamed(word: string, text: string): AgentProgram {
  const program = AGENT_PROGRAMS.find((each) => each === word)
  if (program !== undefined) return program
  const choices = ['auto', 'none', ...AGENT_PROGRAMS]
  throw new ProblemError({ area: 'usage', code: 'not-one-of', option: '--agents', text, choices })
}
