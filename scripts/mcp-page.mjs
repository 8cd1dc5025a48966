/** docs/MCP.md: the text in this file, and the tools and resources as the server has them. */
import * as z from 'zod/mini'

export function renderMcpPage(tools, resources, instructions) {
  return [
    HEAD,
    '## Tools',
    'Every answer is JSON, as `structuredContent` and as text. A long list is cut; `more` says how many entries are not shown.',
    ...tools.map((tool) => renderTool(tool)),
    '## Resources',
    [
      '| resource | what it gives |',
      '| --- | --- |',
      ...resources.map(({ uri, description }) => `| \`${uri}\` | ${escape(description)} |`),
    ].join('\n'),
    '## What the server tells a model',
    ['```text', instructions, '```'].join('\n'),
    TAIL,
  ].join('\n\n')
}

function renderTool({ name, description, effects, input, output }) {
  return [
    `### ${name}`,
    `${description} ${describeEffects(effects)}`,
    renderFields(z.toJSONSchema(input, { io: 'input' })),
    `Gives: ${renderOutput(z.toJSONSchema(output, { io: 'output' }))}.`,
  ].join('\n\n')
}

function describeEffects({ readOnly, destructive, idempotent }) {
  const hints = [
    readOnly ? 'read-only' : 'writes',
    ...(destructive ? ['may take from others'] : []),
    ...(idempotent ? ['idempotent'] : []),
  ]
  return `(${hints.join(', ')})`
}

function renderFields({ properties, required = [] }) {
  const rows = Object.entries(properties).map(
    ([name, field]) =>
      `| \`${name}\` | ${describeType(field)}${required.includes(name) ? ', required' : ''} | ${escape(field.description)} |`,
  )
  return rows.length === 0
    ? 'No arguments.'
    : ['| argument | type | what it does |', '| --- | --- | --- |', ...rows].join('\n')
}

function describeType({ type, items, enum: choices, maxItems, minimum, maximum }) {
  if (choices !== undefined) return choices.map((choice) => `\`${choice}\``).join(', ')
  if (type === 'array')
    return `list of ${items.type}${maxItems === undefined ? '' : `, at most ${maxItems.toLocaleString('en')}`}`
  return minimum === undefined ? type : `${type}, ${minimum} to ${maximum}`
}

function renderOutput({ properties }) {
  return Object.entries(properties)
    .map(
      ([name, { description }]) =>
        `\`${name}\`${description === undefined ? '' : ` (${escape(description).replace(/\.$/, '')})`}`,
    )
    .join(', ')
}

function escape(text) {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replace(/"> "/, '`> `')
}

/**
 * The forms: `claude mcp add [options] <name> -- <command> [args...]` (its page on MCP), `codex mcp add [OPTIONS] <NAME> (--url
 * <URL> | -- <COMMAND>...)` (codex-rs/cli/src/mcp_cmd.rs), `gemini mcp add [options] <name> <commandOrUrl> [args...]`
 * (docs/tools/mcp-server.md of gemini-cli), `code --add-mcp <json>` with predefined variables (vscode-docs).
 */
const HEAD = `# The MCP server

\`npm run docs\` makes this page from the code; do not edit it.

\`git holdfast mcp\` serves locks and mail to an agent program on standard input and output, in the protocol of 2025 (\`initialize\`)
and in the protocol of 2026 (\`server/discover\`). \`git holdfast init --agents\` adds it to the programs that a repository uses. By hand
it takes one line:

| program | line |
| --- | --- |
| Claude Code | \`claude mcp add holdfast -- git-holdfast mcp\` |
| Codex | \`codex mcp add holdfast -- git-holdfast mcp\` |
| Gemini CLI | \`gemini mcp add holdfast git-holdfast mcp\` |
| VS Code | \`code --add-mcp '{"name":"holdfast","command":"git-holdfast","args":["mcp","--cwd","\${workspaceFolder}"]}'\` |
| others | \`{"mcpServers":{"holdfast":{"command":"git-holdfast","args":["mcp"]}}}\` in the program's file |

The manuals of these programs gave the lines in this form in November 2026; nobody ran the programs. [AGENTS.md](AGENTS.md) has each
program.

- The server works in the folder that it is started in, or in \`--cwd\`. It starts anywhere: outside of a repository every tool says that
  there is none.
- The server's locks end with it. It renews them while it runs, and releases them when the program closes the pipe. If the server is
  killed, its locks are free at once, because they are bound to its process.
- Your name is decided as for every command: \`--agent\`, \`HOLDFAST_AGENT\`, \`git config holdfast.agent\`, the session variable of the
  program, the person. The name that the program gives itself in \`initialize\` never names an agent: the git hook cannot see it, and would
  refuse the agent's own commits. Some programs give their session variable to their shells and not to MCP servers; set
  \`HOLDFAST_AGENT\` or \`holdfast.agent\` there. The tool whoami shows which rule answered.
- A conflict, a bad argument, or a store that is away is a result with \`isError\`. Its JSON has \`code\`, \`message\` and \`next\`, which
  says what to do.
- A message to the server may have 10 MB. A longer one ends the connection.`

const TAIL = `## How it is checked

Every test run starts the real executable: two agents with a server each, in both protocols, with kills, cancelled calls and hostile
text (\`test/scenarios/mcp/\`). The command line of the MCP Inspector 2.12.0 does so too, in both protocols: \`tools/list --strict\`
finds no fault, and \`tools/call\` reads an answer as an answer and a refusal as a refusal (\`test/scenarios/mcp/inspector.slow.test.ts\`).
`
