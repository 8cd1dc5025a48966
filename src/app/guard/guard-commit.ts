import type { RefusalSite } from '../mail/alert-conflict.js'
import type { Change } from '../../core/change.js'
import { hookEnvironment } from '../../git/environment.js'
import { readBranch } from '../../git/branch.js'
import { namePickedCommit } from '../../git/changes/picked-commit.js'
import { parentsOfPendingMerge, readStagedChanges } from '../../git/changes/staged-changes.js'
import { readStagedTree } from '../../git/changes/staged-tree.js'
import { readStagedByHook } from '../workspace/asked-by-shell.js'
import { dropCheck, passCheck } from './passed-check.js'
import { guardChanges, isRefused, type GuardResult } from './guard-changes.js'
import type { LockReader } from '../../store/lock-store.js'
import type { Workspace } from '../workspace/workspace.js'

export type CommitHook = 'pre-commit' | 'pre-merge-commit' | 'prepare-commit-msg'

export interface CommitRequest {
  readonly hook: CommitHook
  /** git passes prepare-commit-msg two arguments: the file of the message, and where the message comes from. */
  readonly args: readonly string[]
  /** Reads how the index differs from HEAD, which the hook pipes; null when git has to be asked. */
  readonly readInput: (() => Uint8Array) | null
}

/** Checks the staged changes before a commit; in a merge, only those that no parent has. */
export async function guardCommit(
  workspace: Workspace,
  locks: LockReader,
  request: CommitRequest,
): Promise<GuardResult> {
  const env = hookEnvironment(workspace.environment)
  // When git makes a merge by itself, there is no MERGE_HEAD yet in its first hook.
  const pending = request.hook === 'pre-merge-commit' ? parentsOfPendingMerge(env) : undefined
  const result = await guardChanges(workspace, locks, {
    readChanges: () => readChanges(workspace, request, pending),
    describeSite: () => describeSite(workspace, request.hook),
    isCommit: true,
    bypass: workspace.environment['HOLDFAST_BYPASS'] ?? '',
  })
  if (!isRefused(result) && result.isSettled) passCheck(workspace, pending ?? [])
  else dropCheck(workspace)
  return result
}

async function readChanges(
  { place, environment }: Workspace,
  { hook, args, readInput }: CommitRequest,
  parents: readonly string[] | undefined,
): Promise<readonly Change[]> {
  const env = hookEnvironment(environment)
  const piped = readInput === null ? null : readStagedByHook(readInput())
  const changes = await readStagedChanges(place, env, parents, piped)
  const isPick = hook === 'prepare-commit-msg' && args[1] === 'message'
  return isPick ? namePickedCommit(place, env, changes) : changes
}

async function describeSite(workspace: Workspace, hook: CommitHook): Promise<RefusalSite> {
  const env = hookEnvironment(workspace.environment)
  // The site only describes a refusal: an error here must not undo the refusal.
  const [branch, tree] = await Promise.all([
    readBranch(workspace.place, env).catch(() => null),
    readStagedTree(workspace.place, env),
  ])
  return { hook, branch, commit: null, tree }
}
