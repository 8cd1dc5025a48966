import type { ProgramSettings } from '../program-settings.js'
import { isMcpLine, mcpWords } from '../launch-line.js'
import { OPENCODE_PLUGIN, OPENCODE_SIGN } from './plugin.js'

export const OPENCODE: ProgramSettings = {
  program: 'opencode',
  title: 'opencode',
  signs: ['opencode.json', 'opencode.jsonc', '.opencode'],
  files: [
    {
      path: '.opencode/plugins/holdfast.js',
      purpose: 'hooks',
      kind: 'own',
      text: OPENCODE_PLUGIN,
      sign: OPENCODE_SIGN,
      mode: 0o644,
    },
    {
      path: 'opencode.json',
      instead: ['opencode.jsonc', '.opencode/opencode.json', '.opencode/opencode.jsonc'],
      purpose: 'mcp',
      kind: 'json',
      dialect: 'jsonc',
      base: { $schema: 'https://opencode.ai/config.json' },
      required: [],
      entries: [
        { kind: 'member', at: ['mcp', 'holdfast'], value: { type: 'local', command: mcpWords(), enabled: true } },
      ],
      isOurs: (value) => {
        const command: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'command') : null
        return Array.isArray(command) && isMcpLine(command)
      },
    },
  ],
  identity: 'The plugin sets `HOLDFAST_AGENT` and `HOLDFAST_SESSION` in every shell, from the session of opencode.',
  trust: 'Nothing: opencode loads plugins and MCP servers of the repository when it starts.',
  source: 'types of @opencode-ai/plugin 1.18.33 (Hooks) and @opencode-ai/sdk 1.19.3 (McpLocalConfig)',
  unknown: 'Whether somebody told opencode to load no plugins.',
}
