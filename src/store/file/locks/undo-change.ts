import type { Coverage } from '../../../core/locks/lock.js'
import { ProblemError } from '../../../core/problems/problem.js'
import type { StoredTable } from '../../../records/lock-table-record.js'
import type { TableRow } from '../../../records/lock-table-row.js'
import type { GenerationChain } from '../generations/chain.js'
import type { CommitPlan } from './plan-change.js'
import type { LockFolder } from '../lock-folder.js'

/** In each turn another writer has committed first. */
const TURNS = 200

/**
 * Writes the table without the locks that `plan` has put into it. Locks that they replaced come back. Locks that the
 * plan dropped come back only if nobody can have taken their place meanwhile.
 *
 * @returns the table after it; null if something of the plan may be left
 */
export function undo(
  lockFolder: LockFolder,
  chain: GenerationChain,
  base: StoredTable,
  plan: CommitPlan,
): StoredTable | null {
  try {
    for (let turn = 0; turn < TURNS; turn += 1) {
      const head = chain.loadHead()
      const rows = rowsWithout(plan, base, head)
      if (rows === null) return head
      const live = rows.filter((row) => row.lock.expiresAt > lockFolder.now())
      const next = { revision: head.revision + 1, token: lockFolder.randomId(), rows: live, waiters: head.waiters }
      if (chain.commit(next).kind === 'committed') return next
    }
    return null
  } catch (error) {
    if (error instanceof ProblemError) return null
    throw error
  }
}

/** @returns null if nothing of the plan is in the table */
function rowsWithout(plan: CommitPlan, base: StoredTable, head: StoredTable): readonly TableRow[] | null {
  if (head.revision === plan.next.revision && head.token === plan.next.token) return base.rows
  const ours = new Set(plan.put.map((row) => row.lock.id))
  const isOurs = (row: TableRow): boolean => ours.has(row.lock.id) && row.lock.revision === plan.next.revision
  if (!head.rows.some(isOurs)) return null
  return head.rows.flatMap((row) => (isOurs(row) ? replacedBy(row, base) : [row]))
}

/** If the replaced lock covered more than its successor, others may have taken some of it by now. */
function replacedBy(row: TableRow, base: StoredTable): readonly TableRow[] {
  const before = base.rows.find((other) => other.lock.id === row.lock.id)
  return before !== undefined && isSameCoverage(before.lock.covers, row.lock.covers) ? [before] : []
}

function isSameCoverage(a: Coverage, b: Coverage): boolean {
  return JSON.stringify([a.includes, a.excludes]) === JSON.stringify([b.includes, b.excludes])
}
