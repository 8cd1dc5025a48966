import type { JsonEntry } from '../../core/edit/json-entries.js'
import { HOOK_SECONDS, isOurHandler, type ProgramEvent, mcpFile } from '../hook-entries.js'
import type { ProgramSettings } from '../program-settings.js'
import { hookLine } from '../launch-line.js'

const EVENTS: readonly ProgramEvent[] = [
  { name: 'sessionStart' },
  { name: 'beforeSubmitPrompt' },
  { name: 'preToolUse', matcher: 'Write|StrReplace|Edit|MultiEdit|Delete' },
  // Shell commands have this event of their own: listed under preToolUse too, each would be checked twice.
  { name: 'beforeShellExecution' },
  { name: 'stop' },
  { name: 'sessionEnd' },
]

export const CURSOR: ProgramSettings = {
  program: 'cursor',
  title: 'Cursor',
  signs: ['.cursor', '.cursorrules', '.cursorignore'],
  files: [
    {
      path: '.cursor/hooks.json',
      purpose: 'hooks',
      kind: 'json',
      dialect: 'jsonc',
      base: { version: 1 },
      required: ['version'],
      entries: EVENTS.map(({ name, matcher }): JsonEntry => {
        const value = { command: hookLine('cursor'), timeout: HOOK_SECONDS }
        return { kind: 'item', at: ['hooks', name], value: { ...value, ...(matcher === undefined ? {} : { matcher }) } }
      }),
      isOurs: isOurHandler,
    },
    mcpFile('.cursor/mcp.json', 'mcpServers'),
  ],
  identity: '`CURSOR_CONVERSATION_ID` in agent shells, and `conversation_id` in the events.',
  trust:
    'Open the folder as a trusted workspace. "Settings, Hooks" lists the loaded hooks; switch the MCP server on in the settings too.',
  source: 'cursor.com/docs/hooks as of 2026-09 and skillsaw docs/rules/cursor-hooks-valid.md',
  unknown: 'Whether the workspace is trusted and the MCP server is switched on: the editor keeps both.',
}
