/** Tables that the hooks and src/ share, as shell text. The file in src/ that a table comes from owns it. */
export async function renderTables() {
  // Imported here, because the build has only just made these files.
  const { MISLEADING, OUR_OWN } = await import('../dist/git/environment.js')
  const { EVERY_PATH_FLAGS } = await import('../dist/git/changes/raw-diff.js')
  const { STAGED_FLAGS } = await import('../dist/git/changes/staged-changes.js')
  const { LOG_FLAGS } = await import('../dist/git/changes/new-work.js')
  const { SETTING_NAMES } = await import('../dist/git/git-settings.js')
  const { CANARY_VARIABLES, PUSHER_VARIABLES } = await import('../dist/app/server/server-environment.js')
  return {
    'misleading variables': MISLEADING.join(' '),
    'own variables': Object.entries(OUR_OWN)
      .map(([name, value]) => `${name}=${value}`)
      .join(' '),
    'staged flags': STAGED_FLAGS.join(' '),
    'every path flags': EVERY_PATH_FLAGS.join(' '),
    'log flags': LOG_FLAGS.join(' '),
    'setting names': SETTING_NAMES.join('|'),
    'variables of a canary': CANARY_VARIABLES.join(' '),
    'variables of a pusher': PUSHER_VARIABLES.join(' '),
    ...renderPrograms(await import('../dist/core/settings/session-variables.js')),
    ...renderUnlocked((await import('../dist/report/unlocked-text.js')).UNLOCKED_WORDS),
  }
}

function renderPrograms({ PROGRAMS, PROGRAM_NAMES, PROGRAM_NAME_VARIABLE }) {
  const value = (name) => (name === null ? "''" : `"\${${name}-}"`)
  const variables = PROGRAMS.flatMap(({ session, marker }) => [session, marker]).filter((name) => name !== null)
  return {
    programs: PROGRAMS.map(
      ({ name, session, marker }) => `holdfast_try_program ${name} ${value(session)} ${value(marker)}`,
    ).join('\n    '),
    'program names': Object.entries(PROGRAM_NAMES)
      .map(([said, name]) => `${said}) name=${name} ;;`)
      .join('\n    '),
    'program name variable': PROGRAM_NAME_VARIABLE,
    // Each value follows its length, so that no value can read as two.
    'who asks': ['HOLDFAST_AGENT', 'HOLDFAST_SESSION', PROGRAM_NAME_VARIABLE, ...variables]
      .map((name) => `\${#${name}}:\${${name}-}`)
      .join('\n'),
  }
}

/** Renders an awk expression of the variables `count`, `names` and `more`. */
function renderUnlocked({ sentence, thing, more, maxShown }) {
  const expression = (text, names) =>
    text
      .split(/\{(\w+)\}/)
      .map((part, index) => (index % 2 === 1 ? names[part] : JSON.stringify(part)))
      .filter((part) => part !== '""')
      .join(' ')
  return {
    'unlocked one': thing,
    'unlocked many': `${thing}s`,
    'unlocked shown': String(maxShown),
    'unlocked more': expression(more, { count: 'more' }),
    'unlocked sentence': expression(sentence, { count: 'count', names: 'names' }),
  }
}
