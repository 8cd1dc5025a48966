import type { JsonEntry } from '../../core/edit/json-entries.js'
import { HOOK_SECONDS, isOurHandler, type ProgramEvent, mcpFile } from '../hook-entries.js'
import type { ProgramFile, ProgramSettings } from '../program-settings.js'
import { hookLine } from '../launch-line.js'

const EVENTS: readonly ProgramEvent[] = [
  { name: 'sessionStart' },
  { name: 'userPromptSubmitted' },
  { name: 'preToolUse', matcher: 'edit|create|str_replace_editor|apply_patch|bash|powershell' },
  { name: 'agentStop' },
  { name: 'sessionEnd' },
]

/**
 * Copilot CLI, the cloud agent and VS Code read this file; VS Code translates the names of the events into its own. Any
 * exit code but 0 refuses a tool, so the line always ends with 0, and the answer alone decides. The line names the
 * event, because Copilot's events of these names do not. It names no program, because two programs run it.
 */
export const GITHUB_HOOKS: ProgramFile = {
  path: '.github/hooks/holdfast.json',
  purpose: 'hooks',
  kind: 'json',
  dialect: 'jsonc',
  base: { version: 1 },
  required: ['version'],
  entries: EVENTS.map(({ name, matcher }): JsonEntry => {
    const line = hookLine(null, name)
    const value = {
      type: 'command',
      bash: `${line} || exit 0`,
      powershell: `${line}; exit 0`,
      timeoutSec: HOOK_SECONDS,
    }
    return { kind: 'item', at: ['hooks', name], value: { ...value, ...(matcher === undefined ? {} : { matcher }) } }
  }),
  isOurs: isOurHandler,
}

export const COPILOT: ProgramSettings = {
  program: 'copilot',
  title: 'GitHub Copilot CLI and cloud agent',
  signs: ['.github/copilot-instructions.md', '.github/copilot', '.github/hooks', '.github/agents', '.github/mcp.json'],
  files: [GITHUB_HOOKS, { ...mcpFile('.mcp.json', 'mcpServers'), instead: ['.github/mcp.json'] }],
  identity: '`COPILOT_AGENT_SESSION_ID`, and `sessionId` in the events.',
  trust:
    'Trust the folder when Copilot CLI asks, also for `-p`. The cloud agent takes the file from the default branch.',
  source:
    'github/docs content/copilot/reference/hooks-reference.md at 05da5bc (2026); MCP files as of copilot-cli 1.0.61 and later',
  unknown: 'Whether the folder is trusted, and whether the sandbox of the cloud agent has git-holdfast installed.',
}
