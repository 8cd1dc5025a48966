/** man/git-holdfast.1, in the macros of man(7). */
export function renderManualPage(groups, common, version) {
  return `${[
    `.TH GIT\\-HOLDFAST 1 "" "git\\-holdfast ${escape(version)}" "Holdfast"`,
    '.SH NAME',
    'git\\-holdfast \\- locks and mail for agents that share a repository',
    '.SH SYNOPSIS',
    '.B git holdfast',
    '.I command',
    '[options]',
    '.SH DESCRIPTION',
    'An agent locks the paths or globs it works on. Git hooks refuse commits and pushes that touch what another agent has locked, and put an ALERT into the mailboxes of everybody concerned.',
    ...groups.flatMap((group) => [
      `.SH ${escape(group.title.toUpperCase())}`,
      ...group.commands.flatMap(renderCommand),
    ]),
    '.SH OPTIONS OF EVERY COMMAND',
    ...common.flatMap(renderOption),
    '.SH EXIT STATUS',
    '0 yes, 1 no (such as refused or not found), 2 wrong usage or configuration, 3 a fault, 130 interrupted.',
    '.SH ENVIRONMENT',
    ...ENVIRONMENT.flatMap(([name, text]) => ['.TP', `.B ${escape(name)}`, escape(text)]),
    '.SH FILES',
    '.TP',
    '.I .holdfast.json',
    'what the repository decides for everyone',
    '.TP',
    '.I <git common dir>/holdfast/',
    'locks, mail, log, and the files of the hooks',
  ].join('\n')}\n`
}

const ENVIRONMENT = [
  ['HOLDFAST_AGENT', 'who works, before git config holdfast.agent'],
  ['HOLDFAST_SESSION', 'which run of the agent'],
  [
    'HOLDFAST_LOCKS_DIR, HOLDFAST_COMM_ROOT',
    'folders shared with other programs, before git config holdfast.locksDir and holdfast.commRoot',
  ],
  ['HOLDFAST_BYPASS', 'why one command may pass the guard; logged and told'],
  [
    'HOLDFAST_ON_ERROR, HOLDFAST_OWNERSHIP, HOLDFAST_TTL, HOLDFAST_WARN_UNLOCKED, HOLDFAST_AGENTS, HOLDFAST_PUBLISH',
    'the values of .holdfast.json, for one command',
  ],
]

function renderCommand(spec) {
  const words = [spec.name, ...spec.arguments.map((argument) => argument.name)].join(' ')
  return [
    `.SS ${escape(words)}`,
    escape(`${spec.summary}.`),
    ...(spec.details === undefined ? [] : [escape(spec.details)]),
    ...spec.options.flatMap(renderOption),
    '.PP',
    '.nf',
    ...spec.examples.map(([command]) => `    ${escape(command)}`),
    '.fi',
  ]
}

function renderOption({ flags, description }) {
  return ['.TP', `.B ${escape(flags)}`, escape(description)]
}

/** A leading dot or quote would be a macro; a plain minus may be set as a hyphen. */
function escape(text) {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/, '\\&$1')
}
