import type { AgentProgram } from './names.js'

/** What the tool call of an agent would do, as far as its arguments tell. */
export type ToolUse =
  | { readonly kind: 'edit'; readonly paths: readonly string[] }
  | { readonly kind: 'shell'; readonly command: string; readonly cwd: string | null }

/**
 * - `before-tool`: the hook may still deny the tool.
 * - `stop`: the agent is about to end its turn; `isContinued` says that a hook has already prolonged the turn once.
 * - `environment`: the program asks for variables for the shells of the session.
 */
export type AgentEventKind =
  'session-start' | 'prompt' | 'before-tool' | 'after-tool' | 'stop' | 'session-end' | 'environment' | 'other'

/** An event of an agent program, in one form for all programs. Its texts are from outside: bounded, but not checked. */
export interface AgentEvent {
  /** Null for an unknown program. */
  readonly program: AgentProgram | null
  readonly kind: AgentEventKind
  /** The name as the program spells it, because some answers repeat it. */
  readonly name: string
  /** Empty where the program names none. */
  readonly session: string
  /** The agent within the session; empty for the main agent, and where the program names none. */
  readonly subagent: string
  /** Where the agent works; null where the program does not say. */
  readonly cwd: string | null
  readonly toolUseId: string
  readonly uses: readonly ToolUse[]
  readonly isContinued: boolean
}

/** The answer of Holdfast to an event. The program's hook decides how to write it. */
export type AgentAnswer =
  | { readonly kind: 'pass' }
  | { readonly kind: 'deny'; readonly reason: string }
  | { readonly kind: 'ask'; readonly reason: string }
  | { readonly kind: 'tell'; readonly text: string; readonly env: Readonly<Record<string, string>> }

export const PASS: AgentAnswer = { kind: 'pass' }
