import type { AgentEvent, AgentEventKind, AgentAnswer } from './agent-event.js'
import type { AgentProgram } from './names.js'
import type { HookPayload } from './hook-payload.js'
import { readToolUse, type ToolNames } from './tool-use.js'

export interface ProgramOutput {
  readonly exitCode: 0 | 2
  /** One JSON object or nothing: programs take everything else for a fault, or for more than they can read. */
  readonly stdout: string
  readonly stderr: string
}

/** What a payload says, before it is known what it means. */
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

/** One agent program: how it says what happens, and in which words it is answered. */
export interface ProgramHook {
  readonly program: AgentProgram | null
  readonly events: Readonly<Record<string, AgentEventKind>>
  readonly tools: ToolNames
  /** The events after which what we print reaches the model. */
  readonly tells: readonly AgentEventKind[]
  /** Does it take variables for its shells from an answer? */
  readonly takesNames: boolean
  /** Can an edit be put to the person? */
  readonly asks: boolean
  /** @param given the event's name from the command line, for programs that do not say it */
  readonly read: (payload: HookPayload, given: string) => RawEvent
  readonly render: (event: AgentEvent, answer: AgentAnswer) => ProgramOutput
}

export const SILENCE: ProgramOutput = { exitCode: 0, stdout: '', stderr: '' }

export function readEvent(hook: ProgramHook, payload: HookPayload, given: string): AgentEvent {
  const { tool, input, cwd, ...said } = hook.read(payload, given)
  // Not `events[name]`: a name such as `constructor` is in every object.
  const kind = Object.entries(hook.events).find(([name]) => name === said.name)?.[1] ?? 'other'
  const isTool = kind === 'before-tool' || kind === 'after-tool'
  const uses = isTool ? readToolUse(tool, input, hook.tools) : []
  return { program: hook.program, kind, ...said, cwd: cwd === '' ? null : cwd, uses }
}

export function json(object: object): ProgramOutput {
  return { ...SILENCE, stdout: JSON.stringify(object) }
}
