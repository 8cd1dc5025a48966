/** docs/REFERENCE.md: every command with its arguments, options, examples and JSON. */
export function renderReference(groups, common) {
  const commands = groups.flatMap((group) => group.commands)
  return `${[
    '# Commands',
    '`npm run docs` makes this page from the code; do not edit it.',
    'Every command works as `git holdfast <command>` and as `git-holdfast <command>`. Exit codes: 0 yes, 1 no (such as refused or not found), 2 wrong usage or configuration, 3 a fault, 130 interrupted. `run` ends with the exit code of its command. The result goes to standard output, everything else to standard error.',
    groups
      .map((group) => `- ${group.title}: ${group.commands.map((spec) => `[${spec.name}](#${spec.name})`).join(', ')}`)
      .join('\n'),
    ...commands.map((spec) => renderCommand(spec)),
    '## Options of every command',
    renderOptions(common),
    JSON_SHAPES,
  ].join('\n\n')}\n`
}

function renderCommand(spec) {
  const usage = ['git holdfast', spec.name, '[options]', ...spec.arguments.map((argument) => argument.name)].join(' ')
  return [
    `## ${spec.name}`,
    `\`${usage}\``,
    sentence(spec.summary),
    ...(spec.details === undefined ? [] : [spec.details]),
    ...(spec.arguments.length + spec.options.length === 0
      ? []
      : [
          renderOptions([
            ...spec.arguments.map((argument) => ({ flags: argument.name, description: argument.description })),
            ...spec.options,
          ]),
        ]),
    ['```sh', ...spec.examples.map(([command, effect]) => `${command}    # ${effect}`), '```'].join('\n'),
    ...(spec.json === null ? [] : [`\`--json\`: \`${spec.json}\``]),
  ].join('\n\n')
}

function renderOptions(options) {
  const rows = options.map(
    ({ flags, description }) =>
      `| \`${flags.replaceAll('|', '\\|')}\` | ${description.replaceAll('|', '\\|').replaceAll('<', '&lt;')} |`,
  )
  return ['| option | what it does |', '| --- | --- |', ...rows].join('\n')
}

function sentence(text) {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

const JSON_SHAPES = `## Objects in JSON

Times are UTC, ISO 8601. Later versions may add keys; these keys stay.

\`\`\`ts
interface Lock {
  id: string
  agent: string
  session: string // empty where the agent has none
  resource: string // as typed
  scope: string[]
  action: 'READ' | 'WRITE' | 'REFACTOR' | 'DELETE'
  description: string
  priority: number // 1 highest … 9 lowest
  createdAt: string
  expiresAt: string
  revision: number // the store's counter at the last write of the lock: its fencing token
}

interface Message {
  id: string
  from: string
  to: string
  type: 'TASK' | 'REPORT' | 'REQUEST' | 'ALERT'
  priority: number
  timestamp: string
  payload: object
  inReplyTo?: string
  path: string
  seenAt?: string | null // when its agent first saw it; in \`inbox\`: before this reading
  acknowledgedAt?: string | null // when it was archived or answered
}
\`\`\`

With \`--json\` a problem is one line on standard error: \`{ error: { area: string, code: string, message: string, try: string[] } }\`.`
