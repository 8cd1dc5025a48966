import { AGENT_HOSTS, type AgentHost } from '../programs/names.js'
import { ProblemError } from '../core/problems/problem.js'
import type { Arguments } from './arguments.js'

/** `--agents`: the programs that are named, or those that are found. Undefined where it is left out. */
export type AgentChoice = readonly AgentHost[] | 'auto' | undefined

export function readAgentChoice(args: Arguments): AgentChoice {
  if (args.isSet('agents')) return 'auto'
  const text = args.text('agents')
  if (text === undefined) return undefined
  const words = text.split(',').map((word) => word.trim().toLowerCase())
  if (words.length > 1) return words.map((word) => hostNamed(word, text))
  const [word = ''] = words
  if (word === 'none') return []
  return word === 'auto' ? 'auto' : [hostNamed(word, text)]
}

function hostNamed(word: string, text: string): AgentHost {
  const host = AGENT_HOSTS.find((each) => each === word)
  if (host !== undefined) return host
  const choices = ['auto', 'none', ...AGENT_HOSTS]
  throw new ProblemError({ area: 'usage', code: 'not-one-of', option: '--agents', text, choices })
}
