import { isAgentName } from '../core/agent-name.js'
import {
  ACTIONS,
  type Action,
  type Coverage,
  type Intent,
  type Lock,
  type LockId,
  type Owner,
  type ProcessBinding,
  type Waiter,
} from '../core/locks/lock.js'
import type { Pattern } from '../core/patterns/pattern.js'

/**
 * A lock in the table. The name of its file (without the suffix) is stored, so that no reader hashes 10,000 resources.
 */
export interface TableRow {
  readonly lock: Lock
  readonly file: string
}

/** Fields as they may stand in a file. */
type Raw<T> = { readonly [Key in keyof T]?: unknown }

interface RowRecord extends OwnerRecord, CoverageRecord {
  readonly id: string
  readonly file: string
  readonly action: string
  readonly scope: readonly string[]
  readonly description: string
  readonly priority: number
  readonly resource: string
  readonly createdAt: number
  readonly expiresAt: number
  readonly revision: number
  readonly process: ProcessBinding
}

interface OwnerRecord {
  readonly agent: string
  readonly session: string
  readonly host: string
  readonly email: string
}

interface CoverageRecord {
  readonly includes: readonly string[]
  readonly excludes: readonly string[]
}

interface WaiterRecord extends OwnerRecord, CoverageRecord {
  readonly id: string
  readonly action: string
  readonly priority: number
  readonly resource: string
  readonly since: number
  readonly expiresAt: number
}

/** Leaves out empty fields, because every change of the table writes all of its locks, up to 10,000. */
export function encodeTableRow({ lock, file }: TableRow): Partial<RowRecord> {
  const { intent } = lock
  return {
    id: lock.id,
    file,
    ...encodeOwner(lock.owner),
    action: intent.action,
    ...(intent.scope.length === 0 ? {} : { scope: intent.scope }),
    ...(intent.description === '' ? {} : { description: intent.description }),
    priority: intent.priority,
    resource: lock.resource,
    ...encodeCoverage(lock.covers),
    createdAt: lock.createdAt,
    expiresAt: lock.expiresAt,
    revision: lock.revision,
    ...(lock.process === null ? {} : { process: lock.process }),
  }
}

export function encodeWaiter(waiter: Waiter): Partial<WaiterRecord> {
  const { id, owner, action, priority, resource, covers, since, expiresAt } = waiter
  return { id, ...encodeOwner(owner), action, priority, resource, ...encodeCoverage(covers), since, expiresAt }
}

function encodeOwner({ agent, session, host, email }: Owner): Partial<OwnerRecord> {
  return { agent, ...(session === '' ? {} : { session }), host, ...(email === undefined ? {} : { email }) }
}

function encodeCoverage({ includes, excludes }: Coverage): Partial<CoverageRecord> {
  return { includes, ...(excludes.length === 0 ? {} : { excludes }) }
}

/**
 * Reads a row by hand and not by schema: a hook may read 10,000 rows before it decides, and a schema takes about as
 * long for them as parsing the JSON.
 *
 * @returns null for an item that is not a lock
 */
export function decodeTableRow(item: unknown): TableRow | null {
  if (!isObject(item)) return null
  const row: Raw<RowRecord> = item
  const owner = decodeOwner(row)
  const intent = decodeIntent(row)
  const covers = decodeCoverage(row)
  const process = decodeProcess(row.process)
  if (owner === null || intent === null || covers === null || process === undefined) return null
  const { id, file, resource, createdAt, expiresAt, revision } = row
  if (!isText(id) || !isFileName(file) || !isText(resource)) return null
  if (!isNumber(createdAt) || !isNumber(expiresAt) || !isNumber(revision)) return null
  const lock = { owner, intent, resource, covers, createdAt, expiresAt, revision, process }
  return { file, lock: { id: id as LockId, ...lock, origin: 'holdfast' } }
}

/** @returns null for an item that is not a waiter */
export function decodeWaiter(item: unknown): Waiter | null {
  if (!isObject(item)) return null
  const row: Raw<WaiterRecord> = item
  const owner = decodeOwner(row)
  const covers = decodeCoverage(row)
  const { id, action, priority, resource, since, expiresAt } = row
  if (owner === null || covers === null || !isText(id) || !isAction(action) || !isText(resource)) return null
  if (!isNumber(priority) || !isNumber(since) || !isNumber(expiresAt)) return null
  return { id, owner, action, priority, covers, resource, since, expiresAt }
}

function decodeOwner({ agent, session = '', host, email }: Raw<OwnerRecord>): Owner | null {
  if (!isText(agent) || !isAgentName(agent) || !isText(session) || !isText(host)) return null
  if (email === undefined) return { agent, session, host }
  return isText(email) ? { agent, session, host, email } : null
}

function decodeIntent({ action, scope = [], description = '', priority }: Raw<RowRecord>): Intent | null {
  if (!isAction(action) || !isTexts(scope) || !isText(description) || !isNumber(priority)) return null
  return { action, scope, description, priority }
}

function decodeCoverage({ includes, excludes = [] }: Raw<CoverageRecord>): Coverage | null {
  if (!isTexts(includes) || !isTexts(excludes)) return null
  return { includes: includes as readonly Pattern[], excludes: excludes as readonly Pattern[] }
}

/** @returns undefined for an item that is not a process; null for no item */
function decodeProcess(item: unknown): ProcessBinding | null | undefined {
  if (item === undefined) return null
  if (!isObject(item)) return undefined
  const { pid, startTime, bootId, pidNamespace, host }: Raw<ProcessBinding> = item
  if (!isNumber(pid) || !isText(startTime) || !isText(bootId) || !isText(pidNamespace) || !isText(host))
    return undefined
  return { pid, startTime, bootId, pidNamespace, host }
}

function isObject(item: unknown): item is object {
  return typeof item === 'object' && item !== null
}

function isText(item: unknown): item is string {
  return typeof item === 'string'
}

function isTexts(item: unknown): item is readonly string[] {
  return Array.isArray(item) && item.every(isText)
}

function isNumber(item: unknown): item is number {
  return typeof item === 'number' && Number.isFinite(item)
}

function isAction(item: unknown): item is Action {
  return ACTIONS.some((action) => action === item)
}

function isFileName(item: unknown): item is string {
  return isText(item) && /^[0-9a-f]{16}$/.test(item)
}
