import type { EpochMs } from '../../../core/time.js'
import type { Lock, Waiter } from '../../../core/locks/lock.js'
import { agentLockName } from '../../../records/agentlock-record.js'
import type { StoredTable } from '../../../records/lock-table-record.js'
import {
  decodeTableRow,
  decodeWaiter,
  encodeTableRow,
  encodeWaiter,
  type TableRow,
} from '../../../records/lock-table-row.js'
import type { LockChange } from '../../lock-store.js'

/** The next table, and the names of the locks whose files change. */
export interface CommitPlan {
  readonly next: StoredTable
  readonly put: readonly TableRow[]
  /** Names of agent locks whose file may have to show something else. */
  readonly touched: ReadonlySet<string>
}

/** Every commit also drops the locks that have expired by time: nothing else removes them. */
export function planCommit(base: StoredTable, change: LockChange, now: EpochMs, token: string): CommitPlan {
  const revision = base.revision + 1
  const put = [...byId(change.put).values()].map((lock) => toRow({ ...lock, revision, origin: 'holdfast' }))
  for (const row of put) requireWritable(row.lock.id, decodeTableRow(asWritten(encodeTableRow(row))))
  for (const waiter of change.putWaiters ?? [])
    requireWritable(waiter.id, decodeWaiter(asWritten(encodeWaiter(waiter))))
  const leaving = new Set([...change.drop, ...put.map((row) => row.lock.id)])
  const touched = new Set(put.map((row) => row.file))
  const rows: TableRow[] = []
  for (const row of base.rows) {
    if (row.lock.expiresAt > now && !leaving.has(row.lock.id)) rows.push(row)
    else touched.add(row.file)
  }
  rows.push(...put)
  return { next: { revision, token, rows, waiters: nextWaiters(base, change, now) }, put, touched }
}

function asWritten(record: object): unknown {
  return JSON.parse(JSON.stringify(record))
}

/** One row that cannot be read makes the whole table unreadable for everybody: it is never written. */
function requireWritable(id: string, decoded: TableRow | Waiter | null): void {
  if (decoded === null) throw new TypeError(`${id} has a field that a lock table cannot hold`)
}

export function toRow(lock: Lock): TableRow {
  return { lock, file: agentLockName(lock.resource) }
}

function nextWaiters(base: StoredTable, change: LockChange, now: EpochMs): readonly Waiter[] {
  const put = byId(change.putWaiters ?? [])
  const dropped = new Set(change.dropWaiters)
  const stays = (waiter: Waiter): boolean => waiter.expiresAt > now && !dropped.has(waiter.id) && !put.has(waiter.id)
  return [...base.waiters.filter(stays), ...put.values()]
}

function byId<T extends { readonly id: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.id, item]))
}
