import type { RefusalSite } from '../mail/alert-conflict.js'
import { hookEnvironment } from '../../git/environment.js'
import { readNewWork } from '../../git/changes/new-work.js'
import { parseReceiveLines, type ReceiveLine } from '../../git/changes/ref-updates.js'
import { guardChanges, type GuardResult } from './guard-changes.js'
import type { LockReader } from '../../store/lock-store.js'
import type { Workspace } from '../workspace/workspace.js'

/**
 * Checks branches that are about to move, for the hook `reference-transaction`: every commit that no ref has yet.
 *
 * @param input the lines that git gave for branches: old id, new id, ref
 */
export function guardBranches(workspace: Workspace, locks: LockReader, input: Uint8Array): Promise<GuardResult> {
  const env = hookEnvironment(workspace.environment)
  const updates = parseReceiveLines(input)
  return guardChanges(workspace, locks, {
    readChanges: () => readNewWork(workspace.place, env, updates),
    describeSite: () => Promise.resolve(describeSite(updates)),
    bypass: workspace.environment['HOLDFAST_BYPASS'] ?? '',
  })
}

function describeSite([first]: readonly ReceiveLine[]): RefusalSite {
  return { hook: 'reference-transaction', branch: first?.ref ?? null, commit: first?.newId ?? null, tree: null }
}
