import type { Environment } from '../workspace/workspace.js'

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
