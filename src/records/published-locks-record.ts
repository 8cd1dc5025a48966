import * as z from 'zod/mini'
import type { AgentName } from '../core/agent-name.js'
import {
  ACTIONS,
  HIGHEST_PRIORITY,
  LOWEST_PRIORITY,
  type Coverage,
  type Lock,
  type LockId,
} from '../core/locks/lock.js'
import { parseCoverage, parseForeignCoverage } from '../core/patterns/parse-coverage.js'
import type { Pattern } from '../core/patterns/pattern.js'
import type { EpochMs } from '../core/time.js'
import { readJson, type Decoded } from './json-text.js'

/** The active locks of one store, for CI and servers. They name no host, process or folder. */
export interface PublishedLocks {
  /** 32 hexadecimal digits. */
  readonly store: string
  /** The revision of the store's table: a record of a lower revision never replaces one of a higher. */
  readonly revision: number
  readonly publishedAt: EpochMs
  readonly locks: readonly Lock[]
}

const SCHEMA_VERSION = '1.0'
const KNOWN_MAJOR = 1
/** 10,000 locks take about 5 MB. */
export const MAX_PUBLISHED_BYTES = 16 * 1024 * 1024
const MAX_LOCKS = 20_000
const MAX_PATTERNS = 4_000
/** A typed pattern has at most 4,096 characters, and its canonical form may escape each. */
const MAX_PATTERN_LENGTH = 16_384

const text = (maxLength: number) => z.string().check(z.maxLength(maxLength))
const patterns = z.lazy(() => z.array(text(MAX_PATTERN_LENGTH)).check(z.maxLength(MAX_PATTERNS)))
const moment = z.lazy(() => z.iso.datetime())
const lockRecord = z.lazy(() =>
  z.object({
    id: z.string().check(z.regex(/^[\w.-]{1,128}$/)),
    agent: z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)),
    session: text(1_000),
    resource: text(MAX_PATTERN_LENGTH).check(z.minLength(1)),
    scope: patterns,
    action: z.enum(ACTIONS),
    description: text(100_000),
    priority: z.int().check(z.minimum(HIGHEST_PRIORITY), z.maximum(LOWEST_PRIORITY)),
    createdAt: moment,
    expiresAt: moment,
    revision: z.int().check(z.minimum(0)),
    email: z.optional(text(1_000)),
    covers: z.object({ includes: patterns, excludes: patterns }),
  }),
)
const publishedRecord = z.lazy(() =>
  z.object({
    schemaVersion: z.string().check(z.regex(/^\d{1,6}(\.|$)/)),
    store: z.string().check(z.regex(/^[0-9a-f]{32}$/)),
    revision: z.int().check(z.minimum(0)),
    publishedAt: moment,
    locks: z.array(lockRecord).check(z.maxLength(MAX_LOCKS)),
  }),
)

/**
 * Writes JSON with one lock a line. A lock is as in `--json`, with the patterns that it covers and a person's e-mail.
 */
export function encodePublishedLocks({ store, revision, publishedAt, locks }: PublishedLocks): string {
  const head = { schemaVersion: SCHEMA_VERSION, store, revision, publishedAt: new Date(publishedAt).toISOString() }
  return `${JSON.stringify(head).slice(0, -1)},"locks":[${encodeLocks(locks)}]}\n`
}

/** Writes the locks alone, to compare whether any has changed. */
export function encodeLocks(locks: readonly Lock[]): string {
  return locks.map((lock) => `\n${JSON.stringify(toRecord(lock))}`).join(',')
}

function toRecord({ id, owner, intent, resource, covers, createdAt, expiresAt, revision }: Lock): object {
  const { scope, action, description, priority } = intent
  const { agent, session, email } = owner
  const times = { createdAt: toIso(createdAt), expiresAt: toIso(expiresAt) }
  const person = email === undefined ? {} : { email }
  return { id, agent, session, resource, scope, action, description, priority, ...times, revision, ...person, covers }
}

/** The last year of four digits: a lock of another program may expire later, or never. */
const LATEST = Date.UTC(9999, 11, 31)

function toIso(time: EpochMs): string {
  return new Date(Math.max(0, Math.min(LATEST, time))).toISOString()
}

/** Refuses, with a reason, everything but a complete record of a known version. */
export function decodePublishedLocks(content: Uint8Array): Decoded<PublishedLocks> {
  if (content.length > MAX_PUBLISHED_BYTES) return { ok: false, reason: `it has ${content.length} bytes` }
  const json = readJson(content)
  if (!json.ok) return json
  const version = versionOf(json.value)
  if (version > KNOWN_MAJOR)
    return { ok: false, reason: `it has schema version ${version}, which is newer than this program knows` }
  const result = z.safeParse(publishedRecord, json.value)
  if (!result.success) {
    const path = result.error.issues[0]?.path.map(String).join('.') ?? ''
    return { ok: false, reason: `it is not a record of published locks${path === '' ? '' : ` (${path})`}` }
  }
  const { store, revision, publishedAt, locks } = result.data
  return { ok: true, value: { store, revision, publishedAt: Date.parse(publishedAt), locks: locks.map(toLock) } }
}

function versionOf(value: unknown): number {
  const { schemaVersion } = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  return typeof schemaVersion === 'string' ? Number.parseInt(schemaVersion, 10) : 0
}

function toLock(record: z.infer<typeof lockRecord>): Lock {
  const { scope, action, description, priority, email } = record
  const owner = { agent: record.agent as AgentName, session: record.session, host: '' }
  return {
    id: record.id as LockId,
    owner: email === undefined ? owner : { ...owner, email },
    intent: { action, scope, description, priority },
    resource: record.resource,
    covers: toCoverage(record),
    createdAt: Date.parse(record.createdAt),
    expiresAt: Date.parse(record.expiresAt),
    revision: record.revision,
    process: null,
    origin: 'holdfast',
  }
}

/** Patterns that this program would not write are not compiled: then the typed text counts as path and as glob. */
function toCoverage({ covers, resource, scope }: z.infer<typeof lockRecord>): Coverage {
  const isKnown = covers.includes.length > 0 && [...covers.includes, ...covers.excludes].every(isCanonical)
  if (!isKnown) return parseForeignCoverage(resource, scope)
  return { includes: covers.includes as Pattern[], excludes: covers.excludes as Pattern[] }
}

function isCanonical(pattern: string): boolean {
  const read = parseCoverage(pattern, [])
  return read.ok && read.value.covers.includes.some((one) => one === pattern)
}
