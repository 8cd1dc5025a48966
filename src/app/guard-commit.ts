import type { RefusalSite } from '../alert/alert-conflict.js'
import { hookEnvironment } from '../git/environment.js'
import { readBranch } from '../git/head.js'
import { readStagedChanges } from '../git/staged-changes.js'
import { readStagedTree } from '../git/staged-tree.js'
import { guardChanges, type GuardResult } from './guard-changes.js'
import type { Workspace } from './workspace.js'

/** What `pre-commit` asks: the staged changes, or in a merge those that no parent has. */
export function guardCommit(workspace: Workspace, hook = 'pre-commit'): Promise<GuardResult> {
  const env = hookEnvironment(workspace.environment)
  return guardChanges(workspace, {
    readChanges: () => readStagedChanges(workspace.place, env),
    describeSite: () => describeSite(workspace, hook),
    bypass: workspace.environment['HOLDFAST_BYPASS'] ?? '',
  })
}

async function describeSite(workspace: Workspace, hook: string): Promise<RefusalSite> {
  const env = hookEnvironment(workspace.environment)
  const [branch, tree] = await Promise.all([readBranch(workspace.place, env), readStagedTree(workspace.place, env)])
  return { hook, branch, commit: null, tree }
}
