import { join } from 'node:path'
import { hookEnvironment } from '../../git/environment.js'
import { takeBlockOut } from '../../git/hooks/our-lines.js'
import { lookAtHook } from '../../git/hooks/hook-file.js'
import { findHookSetup, type HookSetup } from '../../git/hooks/find-owner.js'
import { lookAtLasting } from '../../git/hooks/owner-pre-commit.js'
import { isRunByGit } from '../../git/hooks/kept-original.js'
import { GUARDED_HOOKS, SERVER_HOOKS, STRICT_HOOK } from './hook-text.js'
import { readsSourced } from '../../git/hooks/sourced-line.js'
import { readsGuardByRc } from '../../git/hooks/owner-lefthook.js'
import type { Place } from '../../git/place.js'
import type { Workspace } from '../workspace/workspace.js'
import { knowsConfigHooks, namesGuard } from '../../git/hooks/owner-git-config.js'
import { openRepository } from '../../git/repository.js'

export interface GuardedHook {
  readonly name: string
  readonly installed: boolean
}

/** Which hooks run the guard in this worktree, as their files say. */
export async function findGuardedHooks(workspace: Workspace): Promise<readonly GuardedHook[]> {
  const { place } = workspace
  if (!place.isBare && (await isGuardedByConfig(workspace)))
    return GUARDED_HOOKS.map((name) => ({ name, installed: true }))
  const setup = await findHookSetup(place, hookEnvironment(workspace.environment))
  const hooks = place.isBare ? SERVER_HOOKS : GUARDED_HOOKS
  const found = hooks.map((name) => ({ name, installed: isInstalled(place, setup, name) }))
  return isStrictHere(place, setup)
    ? [...found, { name: STRICT_HOOK, installed: isInstalled(place, ofStrictHook(setup), STRICT_HOOK) }]
    : found
}

/** With husky, git runs a file that starts the file with our lines, so the mode of the latter does not matter. */
function isInstalled(place: Place, { owner, folder, editFolder }: HookSetup, name: string): boolean {
  const roots = [place.top, place.commonDir].filter((root) => root !== null)
  try {
    const ours = lookAtLasting(editFolder, name, roots)
    const run = lookAtHook(join(folder, name), roots)
    if (ours.content === null || run.content === null || !isRunByGit(run.mode)) return false
    if (owner !== 'husky' && !isRunByGit(ours.mode)) return false
    const text = ours.content.toString('latin1')
    return takeBlockOut(text).kind === 'with' || readsSourced(text) || readsGuardByRc(place, text)
  } catch {
    return false
  }
}

/** No program that manages hooks runs this hook: it is in git's hooks folder, and their installers leave it there. */
export function ofStrictHook(setup: HookSetup): HookSetup {
  return { ...setup, owner: 'plain', editFolder: setup.folder }
}

/** True when `init --strict` ran here: its hook exists. */
export function isStrictHere(place: Place, setup: HookSetup): boolean {
  const roots = [place.top, place.commonDir].filter((root) => root !== null)
  try {
    const { content } = lookAtHook(join(setup.folder, STRICT_HOOK), roots)
    return content !== null && takeBlockOut(content.toString('latin1')).kind === 'with'
  } catch {
    return false
  }
}

/** True when this git runs hooks that its configuration names. */
export async function hasConfigHooks({ place, environment }: Workspace): Promise<boolean> {
  return knowsConfigHooks(await openRepository(place, environment).gitVersion())
}

/** True when git's configuration starts the guard, which works in every worktree and with every hooks folder. */
export async function isGuardedByConfig(workspace: Workspace): Promise<boolean> {
  return namesGuard(workspace.place) && hasConfigHooks(workspace)
}
