import type { JsonEntry } from '../../core/edit/json-entries.js'
import { isOurHandler } from '../hook-entries.js'
import type { ProgramSettings } from '../program-settings.js'
import { hookLine } from '../launch-line.js'

const EVENTS = ['pre_user_prompt', 'pre_write_code', 'pre_run_command']

export const WINDSURF: ProgramSettings = {
  program: 'windsurf',
  title: 'Windsurf',
  signs: ['.windsurf', '.windsurfrules'],
  files: [
    {
      path: '.windsurf/hooks.json',
      purpose: 'hooks',
      kind: 'json',
      dialect: 'jsonc',
      base: {},
      required: [],
      // Windsurf knows no matcher and no timeout.
      entries: EVENTS.map((name): JsonEntry => {
        const value = { command: hookLine('windsurf'), show_output: true }
        return { kind: 'item', at: ['hooks', name], value }
      }),
      isOurs: isOurHandler,
    },
  ],
  identity: 'No variable; `trajectory_id` in the events.',
  trust:
    'Nothing for the hooks. Windsurf reads MCP servers from `~/.codeium/windsurf/mcp_config.json` only, which `init` never writes: add the server there by hand.',
  source: 'docs.windsurf.com/windsurf/cascade/hooks.md (2026)',
  unknown: 'How Windsurf runs a command on Windows: its documents name no shell.',
}
