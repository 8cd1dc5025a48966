import { join } from 'node:path'

/** What the hooks and src/ both have to know, in the words of the shell. Each table is owned by the file that it comes from. */
export async function renderTables(root) {
  const load = (name) => import(join(root, 'dist', `${name}.js`))
  const { MISLEADING, OUR_OWN } = await load('git/environment')
  const { EVERY_PATH_FLAGS } = await load('git/changes/raw-diff')
  const { STAGED_FLAGS } = await load('git/changes/staged-changes')
  const { LOG_FLAGS } = await load('git/changes/new-work')
  const { SETTING_NAMES } = await load('git/git-settings')
  const { CANARY_VARIABLES, PUSHER_VARIABLES } = await load('app/server/server-environment')
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
    ...renderPrograms(await load('core/settings/session-variables')),
    ...renderUnlocked((await load('report/unlocked-text')).UNLOCKED_WORDS),
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
    // With its length, no value can pass for two.
    'who asks': ['HOLDFAST_AGENT', 'HOLDFAST_SESSION', PROGRAM_NAME_VARIABLE, ...variables]
      .map((name) => `\${#${name}}:\${${name}-}`)
      .join('\n'),
  }
}

/** As an expression of awk, of the variables `count`, `names` and `more`. */
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
