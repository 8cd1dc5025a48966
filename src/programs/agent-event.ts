import type { AgentProgram } from './names.js'

/** What a tool that an agent is about to use would do, as far as its arguments say. */
export type ToolUse =
  | { readonly kind: 'edit'; readonly paths: readonly string[] }
  | { readonly kind: 'shell'; readonly command: string; readonly cwd: string | null }

/**
 * - `before-tool`: may still be denied.
 * - `stop`: the agent would end its turn; `isContinued` says that a hook has already kept it from that once.
 * - `environment`: variables for the shells of the session are asked for.
 */
export type AgentEventKind =
  'session-start' | 'prompt' | 'before-tool' | 'after-tool' | 'stop' | 'session-end' | 'environment' | 'other'

/** What happens in an agent program, in one language for all of them. Texts are from outside: bounded, not checked. */
export interface AgentEvent {
  /** Null: a program that we do not know. */
  readonly program: AgentProgram | null
  readonly kind: AgentEventKind
  /** As the program spells it: some answers repeat it. */
  readonly name: string
  /** Empty where the program tells none. */
  readonly session: string
  /** The agent within the session; empty for the main one, and where the program does not tell. */
  readonly subagent: string
  /** Where the agent works; null where the program does not say. */
  readonly cwd: string | null
  readonly toolUseId: string
  readonly uses: readonly ToolUse[]
  readonly isContinued: boolean
}

/** What we want the agent to get. Which words that takes is the program's matter. */
export type AgentAnswer =
  | { readonly kind: 'pass' }
  | { readonly kind: 'deny'; readonly reason: string }
  | { readonly kind: 'ask'; readonly reason: string }
  | { readonly kind: 'tell'; readonly text: string; readonly env: Readonly<Record<string, string>> }

export const PASS: AgentAnswer = { kind: 'pass' }
