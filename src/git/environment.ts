import type { Environment } from '../core/settings/environment.js'

/**
 * The environment for git processes that ask about the repository a hook runs in.
 *
 * The variables that git exports to its hooks stay, above all GIT_INDEX_FILE: under `commit -a` and `commit -- path`
 * the index being committed is a temporary file, and only that variable names it. GIT_DIR is set in linked worktrees,
 * and GIT_OBJECT_DIRECTORY with GIT_ALTERNATE_OBJECT_DIRECTORIES lead to the quarantine of a server hook.
 */
export function hookEnvironment(env: Environment): Record<string, string> {
  return { ...withoutVariables(env, isMisleading), ...OUR_OWN }
}

/**
 * The environment for a repository that is not the one the hook runs in. GIT_DIR wins over the working
 * directory: with it, a command in the other repository acts on this one.
 */
export function foreignEnvironment(env: Environment): Record<string, string> {
  return { ...withoutVariables(env, (name) => isMisleading(name) || LOCAL.has(name)), ...OUR_OWN }
}

/** Variables that every git we start gets. The build writes them into hooks/guard.sh. */
export const OUR_OWN = {
  // No git that we start may refresh the index: another git may hold its lock, and a hook never writes the index.
  GIT_OPTIONAL_LOCKS: '0',
  // git would fetch an object that a partial clone lacks, and a hook uses no network. git knows this from 2.45 on.
  GIT_NO_LAZY_FETCH: '1',
  // A push sends the object itself, so the guard must not check its replacement (`git replace`).
  GIT_NO_REPLACE_OBJECTS: '1',
  // git would flush after each commit and wake us up once for each: a third of the time of a long push.
  GIT_FLUSH: '0',
  // Nobody sits at the terminal of a hook.
  GIT_TERMINAL_PROMPT: '0',
  // Error messages are recognised by their English words.
  LC_ALL: 'C',
}

/**
 * Tracing writes to stderr, a file or any open descriptor, and slows each git down. The list has names, because a shell
 * cannot drop variables by their prefix: these are those of git 2.39 to 2.55. A test asks the installed git for others.
 */
const TRACES = [
  ...['', '_BARE', '_CURL', '_CURL_COMPONENTS', '_CURL_NO_DATA', '_FSMONITOR', '_PACKET', '_PACKFILE', '_PACK_ACCESS'],
  ...['_PERFORMANCE', '_REDACT', '_REFS', '_SETUP', '_SHALLOW', '_UNTRACKED_STATS', '_WORKING_TREE_ENCODING'],
  ...['2', '2_BRIEF', '2_CONFIG_PARAMS', '2_DST_DEBUG', '2_ENV_VARS', '2_EVENT', '2_EVENT_BRIEF', '2_EVENT_NESTING'],
  ...['2_MAX_FILES', '2_PARENT_NAME', '2_PARENT_SID', '2_PERF', '2_PERF_BRIEF', '2_REDACT'],
].map((end) => `GIT_TRACE${end}`)

/** Variables that no git we start gets. The build writes them into hooks/guard.sh. */
export const MISLEADING: readonly string[] = [
  // `git --literal-pathspecs commit` exports these to its hooks; a pathspec then silently matches nothing or too much.
  'GIT_LITERAL_PATHSPECS',
  'GIT_GLOB_PATHSPECS',
  'GIT_NOGLOB_PATHSPECS',
  'GIT_ICASE_PATHSPECS',
  // git would run this program for each changed file, and print its output.
  'GIT_EXTERNAL_DIFF',
  // This changes how many lines a diff prints.
  'GIT_DIFF_OPTS',
  // This names the one file that `git config` would read; no other git command reads the variable.
  'GIT_CONFIG',
  // Git for Windows writes its output to these files in place of the pipe that we read.
  'GIT_REDIRECT_STDIN',
  'GIT_REDIRECT_STDOUT',
  'GIT_REDIRECT_STDERR',
  ...TRACES,
]

const DROPPED = new Set(MISLEADING)

function isMisleading(name: string): boolean {
  return DROPPED.has(name)
}

/** `git rev-parse --local-env-vars` lists these in git 2.39 and 2.55. A constant saves that process. */
const LOCAL = new Set([
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_CONFIG',
  'GIT_CONFIG_COUNT',
  'GIT_CONFIG_PARAMETERS',
  'GIT_DIR',
  'GIT_GRAFT_FILE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_INTERNAL_SUPER_PREFIX',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_REPLACE_REF_BASE',
  'GIT_SHALLOW_FILE',
  'GIT_WORK_TREE',
  // git does not list this variable, but it belongs to a push into one repository.
  'GIT_QUARANTINE_PATH',
])

function withoutVariables(env: Environment, isUnwanted: (name: string) => boolean): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) {
    // Windows ignores case in the names of variables.
    if (value !== undefined && !isUnwanted(name.toUpperCase())) kept[name] = value
  }
  return kept
}
