import { groupedHooks, isOurHandler, mcpFile } from '../hook-entries.js'
import type { ProgramSettings } from '../program-settings.js'

/** The plugin for Claude, Copilot and Codex listens to the same events. */
export const CLAUDE_EVENTS = [
  { name: 'SessionStart' },
  { name: 'UserPromptSubmit' },
  { name: 'PreToolUse', matcher: 'Edit|Write|MultiEdit|NotebookEdit|Bash' },
  { name: 'Stop' },
  { name: 'SessionEnd' },
]

/**
 * The command is one line for a shell, not `command` with `args`: Copilot and VS Code read this file too, and ignore
 * `args`. They would run a bare `git`, which ends with 1, and Copilot takes that as a refusal.
 */
export const CLAUDE: ProgramSettings = {
  program: 'claude',
  title: 'Claude Code',
  signs: ['.claude', 'CLAUDE.md'],
  files: [
    {
      path: '.claude/settings.json',
      purpose: 'hooks',
      kind: 'json',
      dialect: 'jsonc',
      base: {},
      required: [],
      entries: groupedHooks('claude', CLAUDE_EVENTS),
      isOurs: isOurHandler,
    },
    mcpFile('.mcp.json', 'mcpServers'),
  ],
  identity: '`CLAUDE_CODE_SESSION_ID`. Subagents share it; `agent_id` in the events tells them apart.',
  trust:
    'Start Claude Code in the repository and trust the folder. It asks once whether the MCP server of `.mcp.json` may run. `/hooks` lists the active hooks.',
  source: 'types of @anthropic-ai/claude-agent-sdk 0.3.329 and @schemastore/claude-code-settings 1.0.12 (hooks, MCP)',
  unknown: 'Whether a person has trusted the folder: Claude Code keeps that outside of the repository.',
}
