import type { AgentProgram } from './names.js'
import type { JsonEntry, JsonObject } from '../core/edit/json-entries.js'
import { hookLine, isHookLine, isMcpLine, mcpWords } from './launch-line.js'
import type { JsonDialect } from '../core/edit/json-document.js'
import type { ProgramFile } from './program-settings.js'

/** An event that a program tells us of. */
export interface ProgramEvent {
  readonly name: string
  /** Which tools; default all, or the event has none. */
  readonly matcher?: string
  /** Where the program gives this event less time. */
  readonly seconds?: number
}

/** One of ours takes well below a second; a machine under load may take longer, and no program waits for ever. */
export const HOOK_SECONDS = 15

/** `{ matcher?, hooks: [{ type, command, timeout }] }`: as Claude wrote it first, and Codex and Gemini after it. */
export function groupedHooks(
  program: AgentProgram,
  events: readonly ProgramEvent[],
  perSecond = 1,
): readonly JsonEntry[] {
  return events.map(({ name, matcher, seconds = HOOK_SECONDS }) => {
    const handler = { type: 'command', command: hookLine(program), timeout: seconds * perSecond }
    const value: JsonObject = { ...(matcher === undefined ? {} : { matcher }), hooks: [handler] }
    return { kind: 'item', at: ['hooks', name], value }
  })
}

/** A handler of ours: by the command, whatever else it says. */
export function isOurHandler(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return ['command', 'bash'].some((key) => {
    const line: unknown = Reflect.get(value, key)
    return typeof line === 'string' && isHookLine(line)
  })
}

/** `{ command, args }` under the name of the server: what most programs read. */
export function mcpFile(
  path: string,
  servers: string,
  more: JsonObject = {},
  dialect: JsonDialect = 'jsonc',
): ProgramFile {
  const [command = '', ...args] = mcpWords()
  return {
    path,
    purpose: 'mcp',
    kind: 'json',
    dialect,
    base: {},
    required: [],
    entries: [{ kind: 'member', at: [servers, 'holdfast'], value: { ...more, command, args } }],
    isOurs: isOurServer,
  }
}

export function isOurServer(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const command: unknown = Reflect.get(value, 'command')
  const args: unknown = Reflect.get(value, 'args')
  return isMcpLine([command, args].flat().filter((word) => word !== undefined))
}
