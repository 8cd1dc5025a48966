import { devNull } from 'node:os'
import { join } from 'node:path'
import { foreignEnvironment } from '../environment.js'
import type { Environment } from '../../core/settings/environment.js'
import type { HookName } from './hook-names.js'
import { ownRcOf } from './owner-lefthook.js'
import { isInside } from '../../disk/real-path.js'
import { makeScratchFolder, writeScratch } from '../../disk/scratch.js'
import { ANY_CODE, runByAlias } from './canary-alias.js'
import { splitFields } from '../nul-fields.js'
import type { Place } from '../place.js'
import { runGit, type GitAnswer } from '../run-git.js'

/**
 * A commit of one file, staged to test the hooks of a worktree. Its index, objects and work tree are temporary, so that
 * the hooks cannot change the repository, whatever they do with them.
 */
export interface CanaryCommit {
  /** An empty work tree of its own. */
  readonly cwd: string
  readonly env: Environment
}

/**
 * @param folder an existing folder, which the caller removes
 * @param path of the file, relative to the top
 * @throws ProblemError of area `git`
 */
export async function stageCanary(
  place: Place,
  environment: Environment,
  folder: string,
  path: string,
): Promise<CanaryCommit> {
  const cwd = join(folder, 'tree')
  for (const name of ['tree', 'objects']) makeScratchFolder(join(folder, name))
  const env = {
    ...foreignEnvironment(environment),
    GIT_DIR: place.gitDir,
    GIT_WORK_TREE: cwd,
    GIT_INDEX_FILE: join(folder, 'index'),
    GIT_OBJECT_DIRECTORY: join(folder, 'objects'),
    GIT_ALTERNATE_OBJECT_DIRECTORIES: join(place.commonDir, 'objects'),
  }
  const git = async (...args: string[]): Promise<string> => {
    const { stdout } = await runGit([...QUIETLY, '-c', `core.hooksPath=${devNull}`, ...args], {
      cwd,
      env,
      okCodes: [0, 1],
    })
    return stdout.toString('utf8').trim()
  }
  const head = await git('rev-parse', '-q', '--verify', 'HEAD^{commit}')
  if (head !== '') await git('read-tree', head)
  const blob = await git('hash-object', '-w', '--stdin')
  await git('update-index', '--add', '--cacheinfo', `100644,${blob},${path}`)
  // lefthook's hooks read this file from the work tree.
  const rc = ownRcOf(place)
  if (rc !== null && isInside(join(cwd, rc.name), cwd)) writeScratch(join(cwd, rc.name), Buffer.from(rc.text, 'latin1'))
  return { cwd, env }
}

/**
 * A split index makes any git, even one of a hook, write into the git folder; fsmonitor starts a process that stays.
 */
const QUIETLY = ['-c', 'core.splitIndex=false', '-c', 'core.fsmonitor=false']

/**
 * Runs a hook of the worktree as git would run it.
 *
 * @param hooksFolder where git looks for hooks in the worktree: a relative `core.hooksPath` would lead into the canary
 */
export async function runCanaryHook(hook: HookName, hooksFolder: string, canary: CanaryCommit): Promise<GitAnswer> {
  const call = { cwd: canary.cwd, env: { ...canary.env, ...(await withoutForeignHooks(canary)) }, okCodes: ANY_CODE }
  const answer = await runGit([...QUIETLY, '-c', `core.hooksPath=${hooksFolder}`, 'hook', 'run', hook], call)
  if (!answer.stderr.includes("'hook' is not a git command")) return answer
  // git before 2.36 has no `git hook run`. It runs an alias by the same shell as a hook, from the same folder.
  return runByAlias(hook, hooksFolder, call, QUIETLY)
}

/** Hooks of others that git's configuration names would run as well, in any order. */
async function withoutForeignHooks(canary: CanaryCommit): Promise<Environment> {
  const args = ['config', '-z', '--name-only', '--get-regexp', String.raw`^hook\..*\.command$`]
  const { stdout } = await runGit(args, { ...canary, okCodes: [0, 1] })
  const keys = splitFields(stdout, 'config').map((key) => key.toString('utf8').replace(/\.command$/, ''))
  const foreign = [...new Set(keys)].filter((key) => !key.startsWith('hook.holdfast-'))
  const entries = foreign.flatMap((key, index): [string, string][] => [
    [`GIT_CONFIG_KEY_${index}`, `${key}.enabled`],
    [`GIT_CONFIG_VALUE_${index}`, 'false'],
  ])
  return { ...Object.fromEntries<string>(entries), GIT_CONFIG_COUNT: String(foreign.length) }
}
