import type { RefusalSite } from '../alert/alert-conflict.js'
import { hookEnvironment } from '../git/environment.js'
import { readBranch } from '../git/head.js'
import { readStagedChanges } from '../git/staged-changes.js'
import { readStagedTree } from '../git/staged-tree.js'
import { readStagedByHook } from './asked-by-hook.js'
import { guardChanges, type GuardResult } from './guard-changes.js'
import type { Workspace } from './workspace.js'

/**
 * What `pre-commit` asks: the staged changes, or in a merge those that no parent has.
 *
 * @param readInput where the hook pipes what git says of the index; null: ask git
 */
export function guardCommit(workspace: Workspace, readInput: (() => Uint8Array) | null): Promise<GuardResult> {
  const env = hookEnvironment(workspace.environment)
  return guardChanges(workspace, {
    readChanges: () =>
      readStagedChanges(workspace.place, env, undefined, readInput === null ? null : readStagedByHook(readInput())),
    describeSite: () => describeSite(workspace),
    bypass: workspace.environment['HOLDFAST_BYPASS'] ?? '',
  })
}

async function describeSite(workspace: Workspace): Promise<RefusalSite> {
  const env = hookEnvironment(workspace.environment)
  // It only says where a refusal was: no fault of it may undo one.
  const [branch, tree] = await Promise.all([
    readBranch(workspace.place, env).catch(() => null),
    readStagedTree(workspace.place, env),
  ])
  return { hook: 'pre-commit', branch, commit: null, tree }
}
