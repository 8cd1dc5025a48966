import { createHash } from 'node:crypto'
import type { Waiter } from '../core/locks/lock.js'
import { readJson } from './json-text.js'
import { toIndexEntries } from './shell-index.js'
import { decodeTableRow, decodeWaiter, encodeTableRow, encodeWaiter, type TableRow } from './lock-table-row.js'

/** The whole lock table at one revision. One file holds it, and is never modified. */
export interface StoredTable {
  readonly revision: number
  /** Names the commit that wrote the table, so that a writer recognises its own. */
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
const SCHEMA_VERSION = '1.2'
const KNOWN_MAJOR = 1
const SEAL = /^\{"sum":"([0-9a-f]{64})",\n$/
const SEAL_LENGTH = `{"sum":"${'0'.repeat(64)}",\n`.length

/**
 * Encodes a table as JSON in lines. The shell part of the hooks reads the first lines: a checksum over all that
 * follows, the names of the holders, the version, and the index of what the locks cover. The encoder remembers each
 * encoded lock, because most of a table stays the same.
 */
export function createTableEncoder(): (table: StoredTable) => string {
  const linesOf = new WeakMap<TableRow, RowLines>()
  const encode = (row: TableRow): RowLines => {
    const known = linesOf.get(row)
    if (known !== undefined) return known
    const encoded = encodeLines(row)
    linesOf.set(row, encoded)
    return encoded
  }
  return ({ revision, token, rows, waiters }) => {
    const holders = [...new Set(rows.map((row) => row.lock.owner.agent))].sort()
    const encoded = rows.map(encode)
    const head = `"schemaVersion":"${SCHEMA_VERSION}","revision":${revision},"token":${JSON.stringify(token)}`
    const index = lines(encoded.flatMap((row) => row.index))
    const locks = lines(encoded.map((row) => row.lock))
    const queue = lines(waiters.map((waiter) => JSON.stringify(encodeWaiter(waiter))))
    return sealTable(
      `"holders":${JSON.stringify(holders)},\n${head},"index":${index},"locks":${locks},"waiters":${queue}}\n`,
    )
  }
}

interface RowLines {
  readonly lock: string
  readonly index: readonly string[]
}

function encodeLines(row: TableRow): RowLines {
  // No entry holds a character that JSON escapes.
  return { lock: JSON.stringify(encodeTableRow(row)), index: toIndexEntries(row).map((entry) => `"${entry}"`) }
}

/** @param body everything of a table behind the line with the checksum */
export function sealTable(body: string): string {
  return `{"sum":"${sumOf(body)}",\n${body}`
}

/** SHA-256, because processors have instructions for it and a shell can compute it by `sha256sum`. */
function sumOf(body: string | Uint8Array): string {
  return createHash('sha256').update(body).digest('hex')
}

function lines(items: readonly string[]): string {
  return items.length === 0 ? '[]' : `[\n${items.join(',\n')}\n]`
}

/**
 * Reads a table by hand, like its rows: every hook reads one, and would load a schema library for this alone. A damaged
 * table may still be JSON, with other paths or other times: the checksum finds it.
 */
export function decodeTable(content: Uint8Array): DecodedTable {
  const json = readJson(content)
  if (!json.ok) return { kind: 'unreadable', reason: json.reason }
  const { schemaVersion, revision, token, locks, waiters } = asRecord(json.value)
  if (typeof schemaVersion !== 'string' || !/^\d{1,6}(\.|$)/.test(schemaVersion)) {
    return { kind: 'unreadable', reason: 'it has no schema version' }
  }
  if (Number.parseInt(schemaVersion, 10) > KNOWN_MAJOR) return { kind: 'newer', version: schemaVersion }
  if (!isIntact(content)) return { kind: 'unreadable', reason: 'its checksum does not match its content' }
  if (!isRevision(revision) || typeof token !== 'string' || !Array.isArray(locks) || !Array.isArray(waiters)) {
    return { kind: 'unreadable', reason: 'it is not a lock table' }
  }
  return toTable(revision, token, locks, waiters)
}

function isIntact(content: Uint8Array): boolean {
  const [, sum] = SEAL.exec(Buffer.from(content.subarray(0, SEAL_LENGTH)).toString('latin1')) ?? []
  return sum === sumOf(content.subarray(SEAL_LENGTH))
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
