import type { AgentProgram } from './names.js'
import type { JsonEntry, JsonObject } from '../core/edit/json-entries.js'
import { hookLine, isHookLine, isMcpLine, mcpWords } from './launch-line.js'
import type { JsonDialect } from '../core/edit/json-document.js'
import type { ProgramFile } from './program-settings.js'

/** An event for which a program starts our hook. */
export interface ProgramEvent {
  readonly name: string
  /** The tools that the hook is started for; all where it is left out. */
  readonly matcher?: string
  /** The timeout, where the program gives this event less time than the others. */
  readonly seconds?: number
}

/** The hook takes well below a second, and longer on a machine under load. No program may wait for ever. */
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

/** Recognises a handler of Holdfast by its command, whatever its other keys are. */
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
