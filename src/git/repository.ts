import { ask, openSimpleGit } from './simple-git.js'
import { readTrackedPaths } from './tracked-paths.js'
import { enableWorktreeConfig } from './worktree-config.js'
import { parseWorktrees, type Worktree } from './worktrees.js'
import type { Environment } from '../core/settings/environment.js'
import type { Place } from './place.js'

/** What commands outside of hooks read and set. Names are text: they are shown, never compared as bytes. */
export interface Repository {
  /** Gives a test of repository-relative paths with `/`: does HEAD, the index or the work tree have this name? */
  realPaths(): Promise<(path: string) => boolean>
  /** The main worktree first. */
  worktrees(): Promise<readonly Worktree[]>
  /** `2.39.5`. */
  gitVersion(): Promise<string>
  /** Sets a key for this repository; with `worktree`, for this worktree alone, which it makes possible if needed. */
  setConfig(key: string, value: string, options?: ConfigTarget): Promise<void>
  /** False if the key was not set. */
  unsetConfig(key: string, options?: ConfigTarget): Promise<boolean>
}

export interface ConfigTarget {
  readonly worktree?: boolean
}

/** Every method throws ProblemError `git-stopped` or `no-git`. */
export function openRepository(place: Place, env: Environment): Repository {
  const git = openSimpleGit(place.cwd, env)
  const run = (...args: string[]): Promise<string> => ask(args[0] ?? '', git.raw(args))
  return {
    realPaths: () => readTrackedPaths(place, run),
    worktrees: async () => parseWorktrees(await run('worktree', 'list', '--porcelain')),
    gitVersion: async () => {
      const { major, minor, patch } = await ask('version', git.version())
      return `${major}.${minor}.${patch}`
    },
    async setConfig(key, value, { worktree = false } = {}) {
      if (worktree) await enableWorktreeConfig(place, run)
      await run('config', worktree ? '--worktree' : '--local', '--replace-all', key, value)
    },
    async unsetConfig(key, { worktree = false } = {}) {
      if (worktree) await enableWorktreeConfig(place, run)
      const scope = worktree ? '--worktree' : '--local'
      if ((await run('config', scope, '--get-all', key)) === '') return false
      await run('config', scope, '--unset-all', key)
      return true
    },
  }
}
