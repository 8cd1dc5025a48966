import { ProblemError } from '../../../core/problems/problem.js'
import type { LockId } from '../../../core/locks/lock.js'
import type { AgentLockRecord } from '../../../records/agentlock-record.js'
import type { StoredTable } from '../../../records/lock-table-record.js'
import type { CommitOutcome, LockChange } from '../../lock-store.js'
import type { GenerationChain } from '../generations/chain.js'
import { sweep } from '../generations/sweep.js'
import { planCommit, type CommitPlan } from './plan-change.js'
import { agentLockPath, makeFolders, refusePlanted, type LockFolder } from '../lock-folder.js'
import { undo } from './undo-change.js'
import { takeAway } from '../agentlock/agentlock-file.js'
import type { FolderScan, ForeignFile } from '../agentlock/scan-agentlocks.js'
import { openAgentlockFiles, rowsShown, type AgentlockFiles } from '../agentlock/show-locks.js'

/** What a snapshot was made of. */
export interface Reading {
  readonly table: StoredTable
  readonly scan: FolderScan
}

/** Each commit removes some files of dead processes, but not all at once. */
const MOST_LEFT_OVERS = 64
/** In each turn another writer has committed while files were written; that writer then mends the files, too. */
const TURNS = 50

/**
 *   prepare files ──> commit the table ──> show files ──> committed
 *        │                  │                  └──occupied, disk refuses──> undo ──> occupied, nothing changed
 *        └─ nothing changed └─ conflict, unknown                              └──not certain──> unknown
 */
export function commitChange(
  lockFolder: LockFolder,
  chain: GenerationChain,
  base: Reading,
  change: LockChange,
): CommitOutcome {
  refusePlanted(lockFolder)
  makeFolders(lockFolder)
  const plan = planCommit(base.table, change, lockFolder.now(), lockFolder.randomId())
  const agentlockFiles = openAgentlockFiles(lockFolder)
  try {
    for (const row of plan.put) agentlockFiles.prepare(row)
    const outcome = chain.commit(plan.next)
    if (outcome.kind !== 'committed') return outcome
    const left = dropForeign(lockFolder, base.scan.foreign, change.drop)
    return left === null ? showOrUndo(lockFolder, chain, agentlockFiles, base, plan) : { kind: 'unknown', reason: left }
  } finally {
    agentlockFiles.discard()
  }
}

/**
 * Removes the records of other programs that the change drops, if they still are as they were read.
 *
 * @returns why one of them stays; null if all are gone
 */
function dropForeign(
  lockFolder: LockFolder,
  foreign: ReadonlyMap<LockId, ForeignFile>,
  drop: readonly LockId[],
): string | null {
  try {
    for (const { name, lock } of drop.flatMap((id) => foreign.get(id) ?? [])) {
      const isSame = ({ lock: found }: AgentLockRecord): boolean =>
        found.createdAt === lock.createdAt && found.expiresAt === lock.expiresAt
      if (!takeAway(lockFolder, name, isSame)) return `another program has changed ${agentLockPath(lockFolder, name)}`
    }
    return null
  } catch (error) {
    if (error instanceof ProblemError) return error.message
    throw error
  }
}

function showOrUndo(
  lockFolder: LockFolder,
  chain: GenerationChain,
  agentlockFiles: AgentlockFiles,
  base: Reading,
  plan: CommitPlan,
): CommitOutcome {
  const names = new Set([...plan.touched, ...base.scan.leftOver.slice(0, MOST_LEFT_OVERS)])
  const failure = showAll(lockFolder, chain, agentlockFiles, plan, names)
  if (failure === null) {
    sweep(lockFolder, plan.next.revision)
    return { kind: 'committed', revision: plan.next.revision }
  }
  const undone = undo(lockFolder, chain, base.table, plan)
  if (undone === null) return { kind: 'unknown', reason: describeFailure(failure) }
  showTable(lockFolder, agentlockFiles, undone, names, new Set())
  sweep(lockFolder, undone.revision)
  if (failure.kind === 'refused') throw failure.error
  return failure
}

type Failure =
  { readonly kind: 'occupied'; readonly path: string } | { readonly kind: 'refused'; readonly error: ProblemError }

function describeFailure(failure: Failure): string {
  return failure.kind === 'refused'
    ? failure.error.message
    : `another program's record is in the way at ${failure.path}`
}

/**
 * Repeats until the files show a table that is still the newest. A writer whose files come late thereby mends what it
 * may have overwritten.
 */
function showAll(
  lockFolder: LockFolder,
  chain: GenerationChain,
  agentlockFiles: AgentlockFiles,
  plan: CommitPlan,
  names: ReadonlySet<string>,
): Failure | null {
  const required = new Set(plan.put.map((row) => row.file))
  let table = plan.next
  for (let turn = 0; turn < TURNS; turn += 1) {
    const result = showTable(lockFolder, agentlockFiles, table, names, required)
    if (result?.kind === 'occupied' || result?.kind === 'refused') return result
    const head = loadHead(chain)
    if (head instanceof ProblemError) return { kind: 'refused', error: head }
    if (head.revision === table.revision)
      return result?.kind === 'overtaken' ? { kind: 'occupied', path: result.path } : null
    table = head
  }
  return null
}

function loadHead(chain: GenerationChain): StoredTable | ProblemError {
  try {
    return chain.loadHead()
  } catch (error) {
    if (error instanceof ProblemError) return error
    throw error
  }
}

type ClaimObstacle = Failure | { readonly kind: 'overtaken'; readonly path: string }

/** Only the files of `required` can make it fail: the others are shown and removed as far as the disk allows. */
function showTable(
  lockFolder: LockFolder,
  agentlockFiles: AgentlockFiles,
  table: StoredTable,
  names: ReadonlySet<string>,
  required: ReadonlySet<string>,
): ClaimObstacle | null {
  const rows = rowsShown(table, names, lockFolder.now())
  let overtaken: ClaimObstacle | null = null
  for (const name of names) {
    try {
      const row = rows.get(name)
      if (row === undefined) agentlockFiles.clear(name, table)
      const shown = row === undefined ? 'shown' : agentlockFiles.show(row, table)
      if (!required.has(name)) continue
      if (shown === 'occupied') return { kind: 'occupied', path: agentLockPath(lockFolder, name) }
      if (shown === 'overtaken') overtaken = { kind: 'overtaken', path: agentLockPath(lockFolder, name) }
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      if (required.has(name)) return { kind: 'refused', error }
    }
  }
  return overtaken
}
