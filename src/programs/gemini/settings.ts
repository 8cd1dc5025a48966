import { groupedHooks, isOurHandler, mcpFile, isOurServer } from '../hook-entries.js'
import type { ProgramSettings } from '../program-settings.js'

/** The extension for Gemini listens to the same events. */
export const GEMINI_EVENTS = [
  { name: 'SessionStart' },
  { name: 'BeforeAgent' },
  { name: 'BeforeTool', matcher: 'write_file|replace|run_shell_command' },
  { name: 'AfterAgent' },
  { name: 'SessionEnd' },
]

export const MS_PER_SECOND = 1000

const mcp = mcpFile('.gemini/settings.json', 'mcpServers')

/** Hooks and MCP servers are in one file. */
export const GEMINI: ProgramSettings = {
  program: 'gemini',
  title: 'Gemini CLI',
  signs: ['.gemini', 'GEMINI.md'],
  files: [
    {
      path: '.gemini/settings.json',
      purpose: 'hooks',
      kind: 'json',
      dialect: 'jsonc',
      base: {},
      required: [],
      entries: [
        // Gemini's timeouts are in milliseconds.
        ...groupedHooks('gemini', GEMINI_EVENTS, MS_PER_SECOND),
        ...(mcp.kind === 'json' ? mcp.entries : []),
      ],
      isOurs: (value) => isOurHandler(value) || isOurServer(value),
    },
  ],
  identity:
    '`GEMINI_SESSION_ID` in hooks only, and `session_id` in the events. `GEMINI_CLI` in shells and MCP servers names no session.',
  trust: 'Trust the folder when Gemini asks. It warns once about hooks of a project that it has not seen before.',
  source: '@google/gemini-cli-core 0.61.0: hooks/types, hooks/hookRunner, hooks/trustedHooks',
  unknown: 'Whether the folder is trusted, if the editor decided that.',
}
