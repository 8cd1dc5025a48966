import { isLive, type Lock } from '../../core/locks/lock.js'
import { isOwn } from '../../core/locks/lock-rules.js'
import { ProblemError, valueOf } from '../../core/problems/problem.js'
import { parseCoverage } from '../../core/patterns/parse-coverage.js'
import { findOverlap } from '../../core/patterns/overlap.js'
import type { LockReader, UnreadableLock } from '../../store/lock-store.js'
import { findRealPaths } from '../workspace/real-paths.js'
import { locksOf } from '../workspace/locks-of.js'
import { momentOf, ownerOf, type Workspace } from '../workspace/workspace.js'

export interface LockList {
  /** The live locks, sorted by resource. */
  readonly locks: readonly Lock[]
  readonly unreadable: readonly UnreadableLock[]
}

export interface LockFilter {
  readonly mine: boolean
  /** Paths, globs or ids: only locks that touch one of them are listed. Empty: all locks. */
  readonly references: readonly string[]
}

/** @throws ProblemError of area `store` or `pattern`; of area `agent` with `mine` when the agent has no name */
export async function listLocks(
  workspace: Workspace,
  filter: LockFilter,
  store: LockReader = locksOf(workspace),
): Promise<LockList> {
  const snapshot = await store.read()
  const moment = momentOf(workspace)
  const touches = await compileReferences(workspace, filter.references)
  const locks = snapshot.locks
    .filter((lock) => isLive(lock, moment.now, moment.isGone))
    .filter((lock) => !filter.mine || isOwn(lock.owner, ownerOf(workspace), moment.ownership))
    .filter(touches)
    .sort((a, b) => (a.resource < b.resource ? -1 : a.resource > b.resource ? 1 : 0))
  return { locks, unreadable: snapshot.unreadable }
}

/** As `listLocks`, for an answer that contains more than locks; null when the locks cannot be read. */
export async function listReadableLocks(workspace: Workspace, filter: LockFilter): Promise<LockList | null> {
  try {
    return await listLocks(workspace, filter)
  } catch (error) {
    if (error instanceof ProblemError && error.problem.area === 'store') return null
    throw error
  }
}

async function compileReferences(
  workspace: Workspace,
  references: readonly string[],
): Promise<(lock: Lock) => boolean> {
  if (references.length === 0) return () => true
  const isRealPath = await findRealPaths(workspace, references)
  const fold = { ignoreCase: workspace.settings.ignoreCase }
  const wanted = references.map((text) => valueOf(parseCoverage(text, [], { isRealPath })).covers)
  return (lock) =>
    references.some((text) => text.length >= 4 && lock.id.startsWith(text)) ||
    wanted.some((covers) => findOverlap(covers, lock.covers, fold) !== null)
}
