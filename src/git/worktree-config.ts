import { join } from 'node:path'
import { parseWorktrees } from './worktrees.js'
import type { Place } from './place.js'

type RunGit = (...args: string[]) => Promise<string>

/**
 * Makes `git config --worktree` possible. Without linked worktrees the option writes the repository's own file. With
 * them git asks for an extension, and `core.bare` and `core.worktree` have to move to the main worktree's own file
 * first: otherwise they would apply in every worktree.
 */
export async function enableWorktreeConfig(place: Place, run: RunGit): Promise<void> {
  if ((await run('config', '--local', '--type=bool', '--get', 'extensions.worktreeConfig')).trim() === 'true') return
  if (parseWorktrees(await run('worktree', 'list', '--porcelain')).length < 2) return
  await moveToMainWorktree(place, run, 'core.bare', (value) => value === 'true')
  await moveToMainWorktree(place, run, 'core.worktree', () => true)
  await run('config', '--local', 'extensions.worktreeConfig', 'true')
}

async function moveToMainWorktree(
  place: Place,
  run: RunGit,
  key: string,
  isMoved: (value: string) => boolean,
): Promise<void> {
  const value = (await run('config', '--local', '--get', key)).trimEnd()
  if (value === '' || !isMoved(value)) return
  await run('config', '--file', join(place.commonDir, 'config.worktree'), key, value)
  await run('config', '--local', '--unset', key)
}
