import { dirname } from 'node:path'
import { ProblemError } from '../../core/problems/problem.js'
import { hookEnvironment } from '../../git/environment.js'
import { applyEdits, type FileEdit } from '../../disk/file-edits.js'
import { CONFIG_HOOKS_VERSION, planConfigHooks, planConfigHooksRemoval } from '../../git/hooks/owner-git-config.js'
import { lookAtAllHooks, planHookInstall, planHookUninstall } from '../../git/hooks/hook-files.js'
import { findHookSetup, type HookOwner, type HookSetup } from '../../git/hooks/find-owner.js'
import { planLefthook, planLefthookHookRemoval, planLefthookRemoval } from '../../git/hooks/owner-lefthook.js'
import type { Place } from '../../git/place.js'
import { isInside } from '../../disk/real-path.js'
import { findPackageRoot } from '../../processes/package-root.js'
import { hasConfigHooks, isGuardedByConfig, isStrictHere, ofStrictHook } from './guarded-hooks.js'
import { planConfigMark, planGuardFileRemoval, planGuardFiles } from './guard-files.js'
import { GUARDED_HOOKS, loadHookText, SERVER_HOOKS, STRICT_HOOK } from './hook-text.js'
import type { Workspace } from '../workspace/workspace.js'
import { nodeDisk } from '../../disk/node-disk.js'

/**
 * `auto`: the program that runs the hooks here. `config`: git itself, by its configuration. `git` and `husky` refuse
 * when another program runs the hooks.
 */
export type HookChoice = 'auto' | 'git' | 'husky' | 'config'

export interface InstallPlan {
  readonly owner: HookOwner
  /** The edits of this clone's guard, in the order in which they are written. Empty when the guard is up to date. */
  readonly edits: readonly FileEdit[]
  /** The edits of files that people commit. */
  readonly shared: readonly FileEdit[]
}

/**
 * @throws ProblemError `hooks-folder-shared`, `hook-not-editable`, `hooks-owned-otherwise`, `bare-repository`,
 *   `git-too-old`
 */
export async function planInit(workspace: Workspace, choice: HookChoice, wantsStrict = false): Promise<InstallPlan> {
  const { place } = workspace
  if (place.isBare)
    throw new ProblemError({ area: 'git', code: 'bare-repository', path: place.gitDir, action: 'commit' })
  const setup = await findHookSetup(place, hookEnvironment(workspace.environment))
  const isStrict = wantsStrict || isStrictHere(place, setup)
  if (await isByConfig(workspace, choice)) return planByConfig(workspace, setup, isStrict)
  requireOwner(choice, setup.owner)
  if (setup.owner === 'husky' && !setup.folderExists) throw huskyMissing(setup.folder)
  const hooks = planHookInstall(place, setup, GUARDED_HOOKS, loadHookText(findPackageRoot()))
  // The guard first: a hook without it would refuse.
  const edits = [
    ...planGuardFiles(workspace),
    ...hooks,
    ...planStrict(place, setup, isStrict),
    ...planConfigHooksRemoval(place),
  ]
  return { owner: setup.owner, edits, shared: planConfig(place, setup) }
}

/** `auto` keeps the guard in git's configuration if it is already there, and this git runs such hooks. */
async function isByConfig(workspace: Workspace, choice: HookChoice): Promise<boolean> {
  if (choice === 'auto') return isGuardedByConfig(workspace)
  if (choice !== 'config' || (await hasConfigHooks(workspace))) return choice === 'config'
  throw new ProblemError({ area: 'git', code: 'git-too-old', needed: CONFIG_HOOKS_VERSION })
}

/** Removes our hooks from the git folder, which would start the guard twice. Committed hooks are shared, and stay. */
function planByConfig(workspace: Workspace, setup: HookSetup, isStrict: boolean): InstallPlan {
  const { place } = workspace
  const hooks = planHookUninstall(place, setup, GUARDED_HOOKS).filter(({ path }) => isInside(path, place.commonDir))
  const guard = [...planGuardFiles(workspace), ...planConfigMark(workspace)]
  return {
    owner: 'config',
    edits: [...guard, ...planConfigHooks(place, GUARDED_HOOKS), ...hooks, ...planStrict(place, setup, isStrict)],
    shared: [],
  }
}

/** Always a hook file: git runs it for every ref that moves, and a file is faster than a configured command. */
function planStrict(place: Place, setup: HookSetup, isStrict: boolean): readonly FileEdit[] {
  if (!isStrict) return []
  return planHookInstall(place, ofStrictHook(setup), [STRICT_HOOK], loadHookText(findPackageRoot()))
}

/**
 * The edits of another program's configuration, so that its own hooks start the guard.
 *
 * @throws ProblemError `hook-config-not-editable`, `hook-not-editable`
 */
export function planConfig(place: Place, setup: HookSetup): readonly FileEdit[] {
  return setup.owner === 'lefthook' ? planLefthook(place) : []
}

function requireOwner(choice: HookChoice, owner: HookOwner): void {
  if (choice === 'auto' || (choice === 'husky') === (owner === 'husky')) return
  throw new ProblemError({ area: 'git', code: 'hooks-owned-otherwise', wanted: choice, owner })
}

/** In a linked worktree husky's folder is missing until husky is installed there, and git runs no hook at all. */
function huskyMissing(folder: string): ProblemError {
  const reason = 'leads nowhere, so that git runs no hook in this worktree: run `npx husky` here first'
  return new ProblemError({ area: 'git', code: 'hook-not-editable', path: folder, reason })
}

/** Plans to restore every hook byte for byte. Locks and mail stay. */
export async function planUninstall(workspace: Workspace): Promise<InstallPlan> {
  const { place } = workspace
  const setup = await findHookSetup(place, hookEnvironment(workspace.environment))
  const ours = planHookUninstall(place, setup, [...GUARDED_HOOKS, STRICT_HOOK, ...SERVER_HOOKS])
  const theirs = planLefthookHookRemoval(lookAtAllHooks(place, setup))
  const hooks = [...ours, ...theirs.filter(({ path }) => !ours.some((edit) => edit.path === path))]
  return {
    owner: setup.owner,
    edits: [...hooks, ...planConfigHooksRemoval(place), ...planGuardFileRemoval(workspace)],
    shared: planLefthookRemoval(place),
  }
}

export function applyPlan(plan: InstallPlan): void {
  applyEdits([...plan.edits, ...plan.shared])
  for (const { path, after } of plan.shared) if (after === null) dropEmptyFolders(dirname(path))
}

/** git does not track empty folders, and a folder that we leave would look as if an agent program were used here. */
function dropEmptyFolders(folder: string): void {
  try {
    if (!nodeDisk.removeFolder(folder)) return
  } catch {
    return
  }
  dropEmptyFolders(dirname(folder))
}
