import type { JsonDialect } from '../core/edit/json-document.js'
import type { JsonObject } from '../core/edit/json-entries.js'
import type { HostFile } from './program-settings.js'
import { isMcpLine, mcpWords } from './launch-line.js'

/** `{ command, args }` under the name of the server: what most programs read. */
export function mcpFile(
  path: string,
  servers: string,
  more: JsonObject = {},
  dialect: JsonDialect = 'jsonc',
): HostFile {
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
