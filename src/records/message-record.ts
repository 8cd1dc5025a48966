import * as z from 'zod/mini'
import { isAgentName } from '../core/agent-name.js'
import { HIGHEST_PRIORITY, LOWEST_PRIORITY } from '../core/locks/lock.js'
import { MESSAGE_TYPES, type JsonValue, type Message, type MessageType, type Payload } from '../core/mail/message.js'
import { printable, quote } from '../core/quote.js'
import type { EpochMs } from '../core/time.js'
import { readJson } from './json-text.js'

/** Readers of a payload call themselves for each level: a record of nothing but brackets must not overflow them. */
export const MAX_PAYLOAD_DEPTH = 100
export const MAX_ID_LENGTH = 200

const SCHEMA_VERSION = '1.0'

/**
 * - `malformed`: the record is not a message, and never becomes one.
 * - `unknown`: the record has a version or word that this version does not know. Another program may read it.
 */
export type MessageReading =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'malformed'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string }

const messageRecord = z.lazy(() =>
  z.object({
    id: z.string().check(z.minLength(1), z.maxLength(MAX_ID_LENGTH)),
    from: z.string(),
    to: z.string(),
    type: z.string(),
    priority: z.int(),
    timestamp: z.string().check(z.refine((text) => parseTime(text) !== null)),
    payload: z.custom<Payload>((value) => isObject(value) && isWithinDepth(value, MAX_PAYLOAD_DEPTH)),
  }),
)
type MessageRecord = z.infer<typeof messageRecord>

const EXPECTED: Readonly<Record<keyof MessageRecord, string>> = {
  id: `a text of 1 to ${MAX_ID_LENGTH} characters`,
  from: 'a text',
  to: 'a text',
  type: 'a text',
  priority: 'a whole number',
  timestamp: 'a time such as 2026-11-21T14:05:00Z',
  payload: `an object of at most ${MAX_PAYLOAD_DEPTH} levels`,
}
const KEYS = ['id', 'from', 'to', 'type', 'priority', 'timestamp', 'payload'] as const

/** Reads a file of a mailbox, whichever program wrote it. */
export function parseMessageRecord(bytes: Uint8Array): MessageReading {
  const decoded = readJson(bytes)
  if (!decoded.ok) return malformed(decoded.reason)
  const json = decoded.value
  if (!isObject(json)) return malformed('it is not a JSON object')
  const { schemaVersion } = json
  if (schemaVersion !== undefined && !isKnownVersion(schemaVersion)) {
    return unknown(`its schemaVersion is ${printable(JSON.stringify(schemaVersion))}, and this program reads 1.x`)
  }
  const result = z.safeParse(messageRecord, json)
  return result.success ? toMessage(result.data, json) : malformed(describeIssues(result.error, json))
}

/**
 * Writes the record with the keys of the protocol first, in its order, then those of Holdfast. `timestamp` has whole
 * seconds for other programs, `sentAt` the milliseconds.
 */
export function renderMessageRecord(message: Message): string {
  const { id, from, to, type, priority, payload, sentAt, inReplyTo } = message
  const time = new Date(sentAt).toISOString()
  const protocol = { id, from, to, type, priority, timestamp: `${time.slice(0, 19)}Z`, payload }
  const ours = { sentAt: time, ...(inReplyTo === undefined ? {} : { inReplyTo }), schemaVersion: SCHEMA_VERSION }
  return JSON.stringify({ ...protocol, ...ours }, null, 2)
}

export function isWithinDepth(value: JsonValue, maxDepth: number): boolean {
  let level: readonly JsonValue[] = [value]
  for (let depth = 0; depth <= maxDepth; depth += 1) {
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []))
    if (level.length === 0) return true
  }
  return false
}

function malformed(reason: string): MessageReading {
  return { kind: 'malformed', reason }
}

function unknown(reason: string): MessageReading {
  return { kind: 'unknown', reason }
}

function isObject(value: unknown): value is Readonly<Record<string, JsonValue>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isKnownVersion(version: JsonValue): boolean {
  return typeof version === 'string' && /^1(\.|$)/.test(version)
}

function toMessage(record: MessageRecord, json: Readonly<Record<string, JsonValue>>): MessageReading {
  const { id, from, to, type, priority, payload } = record
  if (!isMessageType(type)) return unknown(`its type is ${quote(type)}, not one of ${MESSAGE_TYPES.join(', ')}`)
  if (!isAgentName(from)) return unknown(`its sender ${quote(from)} is not an agent name`)
  if (!isAgentName(to)) return unknown(`its receiver ${quote(to)} is not an agent name`)
  const sentAt = parseTime(json['sentAt']) ?? parseTime(record.timestamp) ?? 0
  const message = { id, from, to, type, priority: withinPriorities(priority), payload, sentAt }
  const { inReplyTo } = json
  const isReply = typeof inReplyTo === 'string' && inReplyTo.length <= MAX_ID_LENGTH
  return { kind: 'message', message: isReply ? { ...message, inReplyTo } : message }
}

function isMessageType(text: string): text is MessageType {
  return MESSAGE_TYPES.some((type) => type === text)
}

/** Other programs have no bounds for a priority: a number beyond the bounds becomes the nearest one. */
function withinPriorities(priority: number): number {
  return Math.min(LOWEST_PRIORITY, Math.max(HIGHEST_PRIORITY, priority))
}

/** Reads a time of RFC 3339. A time without an offset is UTC, as Python's `utcnow().isoformat()` writes it. */
function parseTime(value: unknown): EpochMs | null {
  if (typeof value !== 'string') return null
  const match = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(Z|[+-]\d\d:\d\d)?$/.exec(value)
  if (match === null) return null
  const time = Date.parse(match[1] === undefined ? `${value}Z` : value)
  return Number.isNaN(time) ? null : time
}

function describeIssues(error: z.core.$ZodError, json: Readonly<Record<string, JsonValue>>): string {
  const keys = KEYS.filter((key) => error.issues.some((issue) => issue.path[0] === key))
  return keys.map((key) => `its ${key} is ${json[key] === undefined ? 'missing' : `not ${EXPECTED[key]}`}`).join('; ')
}
