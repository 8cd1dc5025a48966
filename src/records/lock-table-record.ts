import { createHash } from 'node:crypto'
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

interface StoredEnvelope {
  readonly schemaVersion: string
  readonly revision: number
  readonly token: string
  readonly locks: readonly unknown[]
  readonly waiters: readonly unknown[]
}

export type DecodedTable =
  | { readonly kind: 'table'; readonly table: StoredTable }
  | { readonly kind: 'newer'; readonly version: string }
  | { readonly kind: 'unreadable'; readonly reason: string }

export const EMPTY_TABLE: StoredTable = { revision: 0, token: '', rows: [], waiters: [] }
const SCHEMA_VERSION = '1.1'
const KNOWN_MAJOR = 1
/** Every later one ends with a sum of all that stands before. */
const VERSION_WITHOUT_SUM = '1.0'
const TAIL = /^,"sum":"([0-9a-f]{16})"\}\n$/
const TAIL_LENGTH = ',"sum":"0000000000000000"}\n'.length

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
    const queue = lines(waiters.map((waiter) => JSON.stringify(encodeWaiter(waiter))))
    return sealTable(`{"holders":${JSON.stringify(holders)},\n${head},"locks":${locks},"waiters":${queue}`)
  }
}

/** @param body all of a table but its end */
export function sealTable(body: string): string {
  return `${body},"sum":"${sumOf(body)}"}\n`
}

/** The beginning of a SHA-256: what the processor knows how to do is quicker here than any shorter sum in JavaScript. */
function sumOf(body: string | Uint8Array): string {
  return createHash('sha256').update(body).digest('hex').slice(0, 16)
}

function lines(items: readonly string[]): string {
  return items.length === 0 ? '[]' : `[\n${items.join(',\n')}\n]`
}

/**
 * By hand, as its rows: every hook reads it, and would load a schema library for it alone. A damaged table may still
 * be JSON that names other paths or other times: the sum tells.
 */
export function decodeTable(content: Uint8Array): DecodedTable {
  const json = readJson(content)
  if (!json.ok) return { kind: 'unreadable', reason: json.reason }
  const { schemaVersion, revision, token, locks, waiters } = asRecord(json.value)
  if (typeof schemaVersion !== 'string' || !/^\d{1,6}(\.|$)/.test(schemaVersion)) {
    return { kind: 'unreadable', reason: 'it has no schema version' }
  }
  if (Number.parseInt(schemaVersion, 10) > KNOWN_MAJOR) return { kind: 'newer', version: schemaVersion }
  if (!isIntact(content, schemaVersion)) {
    return { kind: 'unreadable', reason: 'it is not what was written: its sum is another' }
  }
  if (!isRevision(revision) || typeof token !== 'string' || !Array.isArray(locks) || !Array.isArray(waiters)) {
    return { kind: 'unreadable', reason: 'it is not a lock table' }
  }
  return toTable(revision, token, locks, waiters)
}

function isIntact(content: Uint8Array, schemaVersion: string): boolean {
  const end = Math.max(0, content.length - TAIL_LENGTH)
  const [, sum] = TAIL.exec(Buffer.from(content.subarray(end)).toString('latin1')) ?? []
  return sum === undefined ? schemaVersion === VERSION_WITHOUT_SUM : sum === sumOf(content.subarray(0, end))
}

function asRecord(value: unknown): Readonly<Partial<Record<keyof StoredEnvelope, unknown>>> {
  return typeof value === 'object' && value !== null ? value : {}
}

function isRevision(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0
}

function toTable(
  revision: number,
  token: string,
  locks: readonly unknown[],
  waiters: readonly unknown[],
): DecodedTable {
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
