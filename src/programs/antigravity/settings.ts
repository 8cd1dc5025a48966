import { HOOK_SECONDS, mcpFile } from '../hook-entries.js'
import type { ProgramSettings } from '../program-settings.js'
import { hookLine } from '../launch-line.js'

const SCRIPT_PATH = '.agents/holdfast-hook'
const SIGN = '# holdfast: the hook of Antigravity'

/**
 * Antigravity takes a command as a path, without a shell or arguments, and refuses a tool whose hook prints nothing.
 */
const SCRIPT = `#!/bin/sh
${SIGN}, made by \`git holdfast init --agents\`
answer=$(${hookLine('antigravity', 'PreToolUse')})
test -n "$answer" || answer='{"decision":"allow"}'
printf '%s\\n' "$answer"
`

const isOurHook = (value: unknown): boolean => JSON.stringify(value).includes(`"${SCRIPT_PATH}"`)

export const ANTIGRAVITY: ProgramSettings = {
  program: 'antigravity',
  title: 'Antigravity CLI',
  signs: ['.agents/hooks.json', '.agents/mcp_config.json', '.agent', '.antigravitycli'],
  files: [
    { path: SCRIPT_PATH, purpose: 'hooks', kind: 'own', text: SCRIPT, sign: SIGN, mode: 0o755 },
    {
      path: '.agents/hooks.json',
      purpose: 'hooks',
      kind: 'json',
      // A comment makes Antigravity drop the whole file; in the MCP file, it keeps Antigravity from starting.
      dialect: 'json',
      base: {},
      required: [],
      entries: [
        {
          kind: 'member',
          at: ['holdfast'],
          value: {
            PreToolUse: [
              {
                matcher: 'write_to_file|replace_file_content|multi_replace_file_content|run_command',
                hooks: [{ type: 'command', command: SCRIPT_PATH, timeout: HOOK_SECONDS }],
              },
            ],
          },
        },
      ],
      isOurs: isOurHook,
    },
    mcpFile('.agents/mcp_config.json', 'mcpServers', {}, 'json'),
  ],
  identity: 'No variable names the session; `ANTIGRAVITY_AGENT` says only that Antigravity runs.',
  trust: 'No step is known to be needed; `/hooks` lists the hooks that are loaded.',
  source:
    'antigravity.google/docs/hooks (2026-08) and what skillsaw docs/rules/antigravity-*.md measured on agy 1.1.25',
  unknown:
    'Whether every version of agy reads the hooks of a workspace. Leave it out on Windows: the script of the hook needs a POSIX shell, and how agy starts a command there is not known.',
}
