import type { Environment } from '../../core/settings/environment.js'

/** The variables by which `doctor` leads the hooks of a server to its own folders. They count only for its canary. */
export const CANARY_VARIABLES = ['HOLDFAST_LOCKS_DIR', 'HOLDFAST_COMM_ROOT'] as const

/** The full names, because a shell cannot drop variables by a prefix. The build writes them into `pre-receive`. */
export const PUSHER_VARIABLES = [
  ...['HOLDFAST_AGENT', 'HOLDFAST_SESSION', 'HOLDFAST_BYPASS'],
  // The policy.
  ...['HOLDFAST_ON_ERROR', 'HOLDFAST_OWNERSHIP', 'HOLDFAST_TTL', 'HOLDFAST_WARN_UNLOCKED', 'HOLDFAST_AGENTS'],
  ...['HOLDFAST_PUBLISH', 'HOLDFAST_AUTO_LOCK', 'HOLDFAST_AGENT_HOOK_ON_ERROR', 'HOLDFAST_TRAILER'],
  'HOLDFAST_REQUIRE_LOCK',
] as const

const OF_CANARY: readonly string[] = ['HOLDFAST_CANARY', ...CANARY_VARIABLES]

/**
 * Drops Holdfast's variables: a push to a local path runs the server's hook in the pusher's environment, and only the
 * server's configuration may decide. The canary of `doctor` keeps its folders, because no push passes as a canary.
 */
export function serverEnvironment(environment: Environment): Environment {
  const isCanary = (environment['HOLDFAST_CANARY'] ?? '') !== ''
  const isKept = (name: string): boolean =>
    !name.toUpperCase().startsWith('HOLDFAST_') || (isCanary && OF_CANARY.includes(name))
  return Object.fromEntries(Object.entries(environment).filter(([name]) => isKept(name)))
}

const BYPASS = 'holdfast.bypass='
/** More push options than any user types. */
const MAX_OPTIONS = 1_000

/** The reason of `git push -o holdfast.bypass=<reason>`; empty without one. */
export function readBypassOption(environment: Environment): string {
  const count = Math.min(MAX_OPTIONS, Number.parseInt(environment['GIT_PUSH_OPTION_COUNT'] ?? '', 10) || 0)
  const options = Array.from({ length: count }, (_, index) => environment[`GIT_PUSH_OPTION_${index}`] ?? '')
  return options.find((option) => option.startsWith(BYPASS))?.slice(BYPASS.length) ?? ''
}
