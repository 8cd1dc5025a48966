import { join } from 'node:path'
import type { Conflict } from '../../core/locks/conflict.js'
import { isLive, type Lock } from '../../core/locks/lock.js'
import { isOwn } from '../../core/locks/lock-rules.js'
import { findOverlap } from '../../core/patterns/overlap.js'
import { parseCoverage } from '../../core/patterns/parse-coverage.js'
import { decideVerdict } from '../../core/locks/verdict.js'
import type { LockReader } from '../../store/lock-store.js'
import { askerOf, toChanges } from '../guard/check-changes.js'
import { readSettled } from '../locks/require-readable.js'
import { momentOf, type Workspace } from '../workspace/workspace.js'
import { isFolder } from '../../disk/look.js'

/** The live locks of other agents at this moment. @throws ProblemError of area `store` */
export async function readForeignLocks(workspace: Workspace, locks: LockReader): Promise<readonly Lock[]> {
  const snapshot = await readSettled(locks)
  const moment = momentOf(workspace)
  const me = askerOf(workspace)
  return snapshot.locks.filter(
    (lock) => isLive(lock, moment.now, moment.isGone) && !isOwn(lock.owner, me, moment.ownership),
  )
}

/** Which of `locks` cover these paths. For a folder, locks on something in the folder count too. */
export function findPathConflicts(
  workspace: Workspace,
  paths: readonly string[],
  locks: readonly Lock[],
): readonly Conflict[] {
  const verdict = decideVerdict(toChanges(paths), locks, askerOf(workspace), momentOf(workspace))
  const exact = verdict.verdict === 'clear' ? [] : verdict.conflicts
  const top = workspace.place.top ?? ''
  const folders = paths.filter((path) => path !== '' && isFolder(join(top, path)))
  return [...exact, ...folders.flatMap((path) => findWithin(workspace, path, locks))]
}

function findWithin(workspace: Workspace, path: string, locks: readonly Lock[]): readonly Conflict[] {
  const folder = parseCoverage(path, [], { literal: true })
  if (!folder.ok) return []
  const [change] = toChanges([path])
  return locks.flatMap((lock) => {
    const isWithin = findOverlap(folder.value.covers, lock.covers, momentOf(workspace)) !== null
    return isWithin && change !== undefined ? [{ change, lock }] : []
  })
}
