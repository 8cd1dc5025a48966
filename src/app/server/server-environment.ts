import type { Environment } from '../../core/settings/environment.js'

const OF_CANARY: readonly string[] = ['HOLDFAST_CANARY', 'HOLDFAST_LOCKS_DIR', 'HOLDFAST_COMM_ROOT']

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
