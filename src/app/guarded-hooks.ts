import { join } from 'node:path'
import { hookEnvironment } from '../git/environment.js'
import { takeBlockOut } from '../git/hook-block.js'
import { lookAtHook } from '../git/hook-file.js'
import { findHookSetup } from '../git/hook-folder.js'
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
  return GUARDED_HOOKS.map((name) => ({
    name,
    installed: setup.folderExists && hasBlock(join(setup.editFolder, name), [place.top, place.commonDir]),
  }))
}

function hasBlock(path: string, roots: readonly (string | null)[]): boolean {
  try {
    const file = lookAtHook(
      path,
      roots.filter((root) => root !== null),
    )
    return file.content !== null && takeBlockOut(file.content.toString('latin1')).kind === 'with'
  } catch {
    return false
  }
}
