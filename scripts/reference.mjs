/** docs/REFERENCE.md: every command with its arguments, options, examples and JSON. */
export function renderReference(groups, common) {
  const commands = groups.flatMap((group) => group.commands)
  return `${[
    '# Commands',
    'Made from the code by `npm run docs`; do not edit.',
    'Every command works as `git holdfast <command>` and as `git-holdfast <command>`. Exit codes: 0 yes, 1 an expected no, 2 usage or configuration, 3 a fault, 130 interrupted. `run` ends as its command ends. The result is on standard output, everything else on standard error.',
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

Times are UTC, ISO 8601. Further keys may come; those here stay.

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
  revision: number // the store's counter when the lock was written: its fencing token
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
  seenAt?: string | null // first shown to its agent; in \`inbox\` before this reading
  acknowledgedAt?: string | null // archived or answered
}
\`\`\`

A problem is, with \`--json\`, one line on standard error: \`{ error: { area: string, code: string, message: string, try: string[] } }\`.`
