/** docs/MCP.md: what is said here, and the tools and resources as the server has them. */
import * as z from 'zod/mini'

export function renderMcpPage(tools, resources, instructions) {
  return [
    HEAD,
    '## Tools',
    'Every answer is JSON, as `structuredContent` and as text. Lists are capped; `more` says how many entries are not shown.',
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

Made from the code by \`npm run docs\`; do not edit.

\`git holdfast mcp\` serves locks and mail to an agent program on standard input and output, in the protocol of 2025 (\`initialize\`)
and of 2026 (\`server/discover\`) alike. \`git holdfast init --agents\` adds it to the programs that a repository uses; by hand it is
one line:

| program | line |
| --- | --- |
| Claude Code | \`claude mcp add holdfast -- git-holdfast mcp\` |
| Codex | \`codex mcp add holdfast -- git-holdfast mcp\` |
| Gemini CLI | \`gemini mcp add holdfast git-holdfast mcp\` |
| VS Code | \`code --add-mcp '{"name":"holdfast","command":"git-holdfast","args":["mcp","--cwd","\${workspaceFolder}"]}'\` |
| others | \`{"mcpServers":{"holdfast":{"command":"git-holdfast","args":["mcp"]}}}\` in the program's file |

The lines have the form that the manuals of these programs gave in November 2026; the programs themselves were not run. See
[AGENTS.md](AGENTS.md) for each program.

- The server works in the folder that it is started in, or in \`--cwd\`. It starts anywhere: without a repository every tool says so.
- What it locks ends with it: it renews while it runs, releases when the program closes the pipe, and a killed server's locks are
  free at once, as they are bound to its process.
- Who you are is decided as for every command (\`--agent\`, \`HOLDFAST_AGENT\`, \`git config holdfast.agent\`, the session variable of the
  program, the person). How the program calls itself in \`initialize\` never names an agent: the git hook cannot see it, and would
  refuse the agent's own commits. Where a program gives its session variable to its shell and not to MCP servers, set
  \`HOLDFAST_AGENT\` or \`holdfast.agent\`; the tool whoami shows what answered.
- A conflict, a bad argument, or a store that is away is a result with \`isError\` whose JSON has \`code\`, \`message\` and \`next\`: what to do.
- A message to the server may have 10 MB; beyond that the connection ends.`

const TAIL = `## How it is checked

Every test run starts the real executable: two agents with a server each, in both eras, with kills, cancelled calls and hostile
text (\`test/scenarios/mcp/\`). So does the command line of the MCP Inspector 2.12.0, in both eras: \`tools/list --strict\`
finds nothing, \`tools/call\` takes an answer for one and a refusal for one (\`test/scenarios/mcp/inspector.test.ts\`).
`
