import type { Environment } from '../core/settings/environment.js'
import type { Place } from './place.js'
import { runGit } from './run-git.js'

const DETACHED = 1

/** The branch that HEAD names, also when it has no commit yet; null when HEAD is detached. */
export async function readBranch(place: Place, env: Environment): Promise<string | null> {
  const args = ['symbolic-ref', '-q', '--short', 'HEAD']
  const { stdout, exitCode } = await runGit(args, { cwd: place.cwd, env, okCodes: [0, DETACHED] })
  return exitCode === 0 ? stdout.toString('utf8').trimEnd() : null
}
