import { join } from 'node:path'
import { hookEnvironment } from '../git/environment.js'
import { takeBlockOut } from '../git/hook-block.js'
import { lookAtHook } from '../git/hook-file.js'
import { findHookSetup, type HookSetup } from '../git/hook-folder.js'
import { lookAtLasting } from '../git/hook-lasting.js'
import { isRunByGit } from '../git/hook-original.js'
import { GUARDED_HOOKS } from './hook-text.js'
import type { Workspace } from './workspace.js'

export interface GuardedHook {
  readonly name: string
  readonly installed: boolean
}

/** Which of our hooks run the guard in this worktree, by what their files say. */
export async function findGuardedHooks(workspace: Workspace): Promise<readonly GuardedHook[]> {
  const { place } = workspace
  if (place.isBare) return []
  const setup = await findHookSetup(place, hookEnvironment(workspace.environment))
  const roots = [place.top, place.commonDir].filter((root) => root !== null)
  return GUARDED_HOOKS.map((name) => ({ name, installed: isInstalled(setup, name, roots) }))
}

/** Of husky, git runs the file that leads to the one with our lines, whatever that one's mode. */
function isInstalled({ owner, folder, editFolder }: HookSetup, name: string, roots: readonly string[]): boolean {
  try {
    const ours = lookAtLasting(editFolder, name, roots)
    const run = lookAtHook(join(folder, name), roots)
    if (ours.content === null || run.content === null || !isRunByGit(run.mode)) return false
    if (owner !== 'husky' && !isRunByGit(ours.mode)) return false
    return takeBlockOut(ours.content.toString('latin1')).kind === 'with'
  } catch {
    return false
  }
}
