import type { AgentProblem } from './problems/agent-problem.js'
import { parsed, refused, type Parsed } from './problems/parsed.js'

declare const agentName: unique symbol

/** 1 to 64 of `A-Za-z0-9._-`, starting with a letter or digit. Compared without case. */
export type AgentName = string & { readonly [agentName]: true }

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

/** @param from where the name was read, for the refusal: `--agent`, `HOLDFAST_AGENT` … */
export function parseAgentName(text: string, from: string): Parsed<AgentName, AgentProblem> {
  return isAgentName(text) ? parsed(text) : refused({ area: 'agent', code: 'name-refused', name: text, from })
}

export function isAgentName(text: string): text is AgentName {
  return NAME.test(text)
}

export function isSameAgent(a: string, b: string): boolean {
  return a === b || a.toLowerCase() === b.toLowerCase()
}

/** A name for a person or program: accents dropped, everything else that a name can't hold becomes `-`. */
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
