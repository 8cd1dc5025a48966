import { join } from 'node:path'
import { hookEnvironment } from '../../git/environment.js'
import { takeBlockOut } from '../../git/hooks/our-lines.js'
import { lookAtHook } from '../../git/hooks/hook-file.js'
import { findHookSetup, type HookSetup } from '../../git/hooks/find-owner.js'
import { lookAtLasting } from '../../git/hooks/owner-pre-commit.js'
import { isRunByGit } from '../../git/hooks/kept-original.js'
import { isGuardedByConfig } from './config-hooks.js'
import { GUARDED_HOOKS, SERVER_HOOKS, STRICT_HOOK } from './hook-text.js'
import { isStrictHere, ofStrictHook } from './strict-hook.js'
import { readsSourced } from '../../git/hooks/sourced-line.js'
import { readsGuardByRc } from '../../git/hooks/owner-lefthook.js'
import type { Place } from '../../git/place.js'
import type { Workspace } from '../workspace/workspace.js'

export interface GuardedHook {
  readonly name: string
  readonly installed: boolean
}

/** Which of our hooks run the guard in this worktree, by what their files say. */
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

/** Of husky, git runs the file that leads to the one with our lines, whatever that one's mode. */
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
