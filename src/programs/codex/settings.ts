import { groupedHooks, isOurHandler } from '../hook-entries.js'
import type { ProgramSettings } from '../program-settings.js'
import { mcpWords } from '../launch-line.js'

const [command = '', ...args] = mcpWords()

export const CODEX: ProgramSettings = {
  program: 'codex',
  title: 'Codex CLI',
  signs: ['.codex'],
  files: [
    {
      path: '.codex/hooks.json',
      purpose: 'hooks',
      kind: 'json',
      // Codex ignores a file with a comment, or with any key beside `description` and `hooks`.
      dialect: 'json',
      base: {},
      required: [],
      entries: groupedHooks('codex', [
        { name: 'SessionStart' },
        { name: 'UserPromptSubmit' },
        // Codex also gives `apply_patch` the names Edit and Write.
        { name: 'PreToolUse', matcher: 'apply_patch|Edit|Write|Bash' },
        { name: 'Stop' },
        // Codex cuts the timeout of this event to 3 s.
        { name: 'SessionEnd', seconds: 3 },
      ]),
      isOurs: isOurHandler,
    },
    {
      path: '.codex/config.toml',
      purpose: 'mcp',
      kind: 'toml',
      table: ['mcp_servers', 'holdfast'],
      // A JSON string is also a TOML basic string.
      lines: [
        '[mcp_servers.holdfast]',
        `command = ${JSON.stringify(command)}`,
        `args = [${args.map((arg) => JSON.stringify(arg)).join(', ')}]`,
      ],
    },
  ],
  identity: '`CODEX_THREAD_ID`, and `session_id` in the events.',
  trust:
    'Trust the project when Codex asks, then open `/hooks` and approve each hook. Codex skips a new or changed hook until somebody approves it, and does not say so.',
  source:
    'openai/codex codex-rs/hooks (schema.rs, output_parser.rs) and its hooks documentation; refusals as measured on codex-cli 0.153.2 in skillsaw docs/rules/codex-hooks-valid.md',
  unknown:
    'Whether an approval still fits the hook. Codex keeps a hash of each hook and does not document how it makes it; `doctor` sees only that there is one.',
}
