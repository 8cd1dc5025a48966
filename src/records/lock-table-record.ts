import * as z from 'zod/mini'
import type { Waiter } from '../core/lock.js'
import { readJson } from './json-text.js'
import { decodeTableRow, decodeWaiter, encodeTableRow, encodeWaiter, type TableRow } from './lock-table-row.js'

/** The whole lock table at one revision, as it stands in one file that is never modified. */
export interface StoredTable {
  readonly revision: number
  /** Of the commit that wrote it: how a writer knows its own work again. */
  readonly token: string
  readonly rows: readonly TableRow[]
  readonly waiters: readonly Waiter[]
}

export type DecodedTable =
  | { readonly kind: 'table'; readonly table: StoredTable }
  | { readonly kind: 'newer'; readonly version: string }
  | { readonly kind: 'unreadable'; readonly reason: string }

export const EMPTY_TABLE: StoredTable = { revision: 0, token: '', rows: [], waiters: [] }
const SCHEMA_VERSION = '1.0'
const KNOWN_MAJOR = 1

const versioned = z.object({ schemaVersion: z.string().check(z.regex(/^\d{1,6}(\.|$)/)) })
const envelope = z.object({
  revision: z.int().check(z.positive()),
  token: z.string(),
  locks: z.array(z.unknown()),
  waiters: z.array(z.unknown()),
})

/**
 * JSON of which the first line names everyone who holds a lock: the shell part of the hooks reads only that
 * line. A lock that was encoded before is not encoded again: most of a table stays as it was.
 */
export function createTableEncoder(): (table: StoredTable) => string {
  const lineOf = new WeakMap<TableRow, string>()
  const encode = (row: TableRow): string => {
    const line = lineOf.get(row) ?? JSON.stringify(encodeTableRow(row))
    lineOf.set(row, line)
    return line
  }
  return ({ revision, token, rows, waiters }) => {
    const holders = [...new Set(rows.map((row) => row.lock.owner.agent))].sort()
    const head = `"schemaVersion":"${SCHEMA_VERSION}","revision":${revision},"token":${JSON.stringify(token)}`
    const locks = lines(rows.map(encode))
    return `{"holders":${JSON.stringify(holders)},\n${head},"locks":${locks},"waiters":${lines(waiters.map((waiter) => JSON.stringify(encodeWaiter(waiter))))}}\n`
  }
}

function lines(items: readonly string[]): string {
  return items.length === 0 ? '[]' : `[\n${items.join(',\n')}\n]`
}

export function decodeTable(content: Uint8Array): DecodedTable {
  const json = readJson(content)
  if (!json.ok) return { kind: 'unreadable', reason: json.reason }
  const version = z.safeParse(versioned, json.value)
  if (!version.success) return { kind: 'unreadable', reason: 'it has no schema version' }
  const { schemaVersion } = version.data
  if (Number.parseInt(schemaVersion, 10) > KNOWN_MAJOR) return { kind: 'newer', version: schemaVersion }
  const result = z.safeParse(envelope, json.value)
  if (!result.success) return { kind: 'unreadable', reason: 'it is not a lock table' }
  return toTable(result.data)
}

function toTable({ revision, token, locks, waiters }: z.infer<typeof envelope>): DecodedTable {
  const rows: TableRow[] = []
  for (const [index, item] of locks.entries()) {
    const row = decodeTableRow(item)
    if (row === null) return { kind: 'unreadable', reason: `lock ${index + 1} in it is not a lock` }
    rows.push(row)
  }
  const queue = waiters.map(decodeWaiter)
  const isWaiter = (waiter: Waiter | null): waiter is Waiter => waiter !== null
  if (!queue.every(isWaiter)) return { kind: 'unreadable', reason: 'a waiter in it is not a waiter' }
  return { kind: 'table', table: { revision, token, rows, waiters: queue } }
}
