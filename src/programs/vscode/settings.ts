import { GITHUB_HOOKS } from '../copilot/settings.js'
import type { ProgramSettings } from '../program-settings.js'
import { mcpFile } from '../hook-entries.js'

export const VSCODE: ProgramSettings = {
  program: 'vscode',
  title: 'VS Code agent mode',
  signs: ['.vscode'],
  files: [GITHUB_HOOKS, mcpFile('.vscode/mcp.json', 'servers', { type: 'stdio' })],
  identity: 'No variable; the events name the session.',
  trust:
    'Trust the workspace, and start the MCP server once (the code lens in `.vscode/mcp.json`). `/hooks` in the chat lists what is loaded.',
  source: 'microsoft/vscode-docs docs/agent-customization/hooks.md (2026-06-03; a preview, as VS Code says)',
  unknown:
    'Whether the workspace is trusted, and whether an organisation has switched hooks off. VS Code ignores matchers, so each tool call starts the hook.',
}
