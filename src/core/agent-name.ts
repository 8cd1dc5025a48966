import type { AgentProblem } from './problems/agent-problem.js'
import { parsed, refused, type Parsed } from './problems/parsed.js'

declare const agentName: unique symbol

/** 1 to 64 of `A-Za-z0-9._-`, starting with a letter or digit. Compared without case. */
export type AgentName = string & { readonly [agentName]: true }

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

/** @param from the place that the name comes from, such as `--agent` or `HOLDFAST_AGENT`: the refusal names it */
export function parseAgentName(text: string, from: string): Parsed<AgentName, AgentProblem> {
  return isAgentName(text) ? parsed(text) : refused({ area: 'agent', code: 'name-refused', name: text, from })
}

export function isAgentName(text: string): text is AgentName {
  return NAME.test(text)
}

export function isSameAgent(a: string, b: string): boolean {
  return a === b || a.toLowerCase() === b.toLowerCase()
}

/**
 * Makes an agent name of the name of a person or program: drops accents, and turns everything else that a name cannot
 * hold into `-`. Null where nothing is left.
 */
export function toAgentName(text: string): AgentName | null {
  const slug = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, 64)
    .replace(/-+$/, '')
  return isAgentName(slug) ? slug : null
}
