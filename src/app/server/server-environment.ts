import type { Environment } from '../../core/settings/environment.js'

/** Where `doctor` leads the hooks of a server to, under its variable. */
export const CANARY_VARIABLES = ['HOLDFAST_LOCKS_DIR', 'HOLDFAST_COMM_ROOT'] as const

/** By name, because a shell cannot drop variables by how they begin. The build writes them into `pre-receive`. */
export const PUSHER_VARIABLES = [
  ...['HOLDFAST_AGENT', 'HOLDFAST_SESSION', 'HOLDFAST_BYPASS'],
  // The policy.
  ...['HOLDFAST_ON_ERROR', 'HOLDFAST_OWNERSHIP', 'HOLDFAST_TTL', 'HOLDFAST_WARN_UNLOCKED', 'HOLDFAST_AGENTS'],
  ...['HOLDFAST_PUBLISH', 'HOLDFAST_AUTO_LOCK', 'HOLDFAST_AGENT_HOOK_ON_ERROR', 'HOLDFAST_TRAILER'],
  'HOLDFAST_REQUIRE_LOCK',
] as const

const OF_CANARY: readonly string[] = ['HOLDFAST_CANARY', ...CANARY_VARIABLES]

/**
 * A push over a path runs the server's hook in the pusher's own environment: the server decides by its configuration
 * alone. Under the variable of `doctor` nothing passes, so that its folders may stay.
 */
export function serverEnvironment(environment: Environment): Environment {
  const isCanary = (environment['HOLDFAST_CANARY'] ?? '') !== ''
  const isKept = (name: string): boolean =>
    !name.toUpperCase().startsWith('HOLDFAST_') || (isCanary && OF_CANARY.includes(name))
  return Object.fromEntries(Object.entries(environment).filter(([name]) => isKept(name)))
}

const BYPASS = 'holdfast.bypass='
/** Nobody types more of them. */
const MAX_OPTIONS = 1_000

/** The reason of `git push -o holdfast.bypass=<reason>`; empty where there is none. */
export function readBypassOption(environment: Environment): string {
  const count = Math.min(MAX_OPTIONS, Number.parseInt(environment['GIT_PUSH_OPTION_COUNT'] ?? '', 10) || 0)
  const options = Array.from({ length: count }, (_, index) => environment[`GIT_PUSH_OPTION_${index}`] ?? '')
  return options.find((option) => option.startsWith(BYPASS))?.slice(BYPASS.length) ?? ''
}
