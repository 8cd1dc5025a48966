import type { AgentEvent, AgentEventKind, AgentAnswer } from './agent-event.js'
import type { AgentProgram } from './names.js'
import type { HookPayload } from './hook-payload.js'
import { readToolUse, type ToolNames } from './tool-use.js'

export interface ProgramOutput {
  readonly exitCode: 0 | 2
  /** One JSON object or nothing: programs take every other text for a fault. */
  readonly stdout: string
  readonly stderr: string
}

/** The fields of a payload, before their meaning is decided. */
export interface RawEvent {
  readonly name: string
  readonly session: string
  readonly subagent: string
  readonly cwd: string
  readonly toolUseId: string
  readonly tool: string
  readonly input: unknown
  readonly isContinued: boolean
}

/** How one agent program reports events, and how it expects the answers. */
export interface ProgramHook {
  readonly program: AgentProgram | null
  readonly events: Readonly<Record<string, AgentEventKind>>
  readonly tools: ToolNames
  /** The events at which a text that the hook prints reaches the model. */
  readonly tells: readonly AgentEventKind[]
  /** Whether the program takes variables for its shells from an answer. */
  readonly takesNames: boolean
  /** Whether the hook can make the program ask the person about an edit. */
  readonly asks: boolean
  /** @param given the event's name from the command line, for events that do not name themselves */
  readonly read: (payload: HookPayload, given: string) => RawEvent
  readonly render: (event: AgentEvent, answer: AgentAnswer) => ProgramOutput
}

export const SILENCE: ProgramOutput = { exitCode: 0, stdout: '', stderr: '' }

export function readEvent(hook: ProgramHook, payload: HookPayload, given: string): AgentEvent {
  const { tool, input, cwd, ...said } = hook.read(payload, given)
  // Not `events[name]`: every object has a name such as `constructor`.
  const kind = Object.entries(hook.events).find(([name]) => name === said.name)?.[1] ?? 'other'
  const isTool = kind === 'before-tool' || kind === 'after-tool'
  const uses = isTool ? readToolUse(tool, input, hook.tools) : []
  return { program: hook.program, kind, ...said, cwd: cwd === '' ? null : cwd, uses }
}

export function json(object: object): ProgramOutput {
  return { ...SILENCE, stdout: JSON.stringify(object) }
}
