import type { Place } from '../place.js'
import { splitFields } from '../nul-fields.js'
import { runGit } from '../run-git.js'
import type { Environment } from '../../core/settings/environment.js'

export interface DirtyPaths {
  readonly tracked: readonly string[]
  readonly untracked: readonly string[]
}

/** A tool call waits for this answer: a work tree that takes longer is not looked at. */
const SILENCE_MS = 2_000

/**
 * The paths that differ from HEAD in a work tree, in the index and in the files together.
 *
 * @throws ProblemError `git-stopped` if git takes more than two seconds
 */
export async function readDirtyPaths(place: Place, env: Environment): Promise<DirtyPaths> {
  const args = ['status', '--porcelain=v1', '-z', '--no-renames', '--untracked-files=all', '--ignore-submodules=dirty']
  const { stdout } = await runGit(args, { cwd: place.cwd, env, silenceMs: SILENCE_MS })
  const entries = splitFields(stdout, 'status').map((field) => field.toString('utf8'))
  const paths = (isUntracked: boolean): readonly string[] =>
    entries.filter((entry) => entry.startsWith('?? ') === isUntracked).map((entry) => entry.slice(3))
  return { tracked: paths(false), untracked: paths(true) }
}
