import { createHash } from 'node:crypto'
// Lazy schemas: a hook reads few records, and making a schema costs more than using it.
import * as z from 'zod/mini'
import { isAgentName, toAgentName, type AgentName } from '../core/agent-name.js'
import {
  ACTIONS,
  DEFAULT_PRIORITY,
  HIGHEST_PRIORITY,
  LOWEST_PRIORITY,
  type Action,
  type Lock,
  type LockId,
  type ProcessBinding,
} from '../core/locks/lock.js'
import type { Pattern } from '../core/patterns/pattern.js'
import { parseForeignCoverage } from '../core/patterns/parse-coverage.js'
import { SECOND_MS, toUtcSeconds, type EpochMs } from '../core/time.js'
import { readJson, type Decoded } from './json-text.js'

/** A lock as one .agent_lock file, for every program that speaks AgentLock 1.0. */
export interface AgentLockRecord {
  /** The lock as other programs see it. */
  readonly lock: Lock
  /** The revision of the lock table that the file shows a lock of; null for a file of another program. */
  readonly ownRevision: number | null
}

export const AGENT_LOCK_SUFFIX = '.agent_lock'
const SCHEMA_VERSION = '1.0'
/**
 * The end of a lock that has none, or one that nobody can read: it stands until its holder or a person takes it away.
 * Other programs write `expiryTimestamp: ""` for it.
 */
const NEVER = Date.UTC(9999, 11, 31)

const text = z.lazy(() => z.catch(z.string(), ''))
const patterns = z.lazy(() => z.array(z.custom<Pattern>((item) => typeof item === 'string')))
const ownPart = z.lazy(() =>
  z.object({
    revision: z.int().check(z.positive()),
    createdAt: z.number(),
    expiresAt: z.number(),
    covers: z.object({ includes: patterns, excludes: patterns }),
    email: z.optional(z.string()),
    process: z._default(
      z.nullable(
        z.object({
          pid: z.int(),
          startTime: z.string(),
          bootId: z.string(),
          pidNamespace: z.string(),
          host: z.string(),
        }),
      ),
      null,
    ),
  }),
)
const agentLock = z.lazy(() =>
  z.object({
    schemaVersion: z.catch(z.string(), SCHEMA_VERSION),
    lockId: text,
    ownerAgent: z.object({ agent_id: z.string(), process_id: z.catch(z.int(), 0), session_id: text, host: text }),
    intent: z._default(
      z.object({
        action: text,
        scope: z._default(z.array(z.string()), []),
        description: text,
        priority: z.catch(z.int(), DEFAULT_PRIORITY),
      }),
      { action: '', scope: [], description: '', priority: DEFAULT_PRIORITY },
    ),
    resource: z.string().check(z.minLength(1)),
    createdTimestamp: text,
    expiryTimestamp: text,
    holdfast: z.catch(z.nullable(ownPart), null),
  }),
)

/** Gives the name of a resource's file, without the suffix. Every program computes the same name. */
export function agentLockName(resource: string): string {
  return createHash('sha256').update(resource, 'utf8').digest('hex').slice(0, 16)
}

/**
 * Writes 0 as `process_id`, always: another program takes a process that it cannot see for dead, even if the process
 * runs on another machine.
 */
export function encodeAgentLock(lock: Lock): string {
  const { owner, intent } = lock
  const record = {
    schemaVersion: SCHEMA_VERSION,
    lockId: lock.id,
    ownerAgent: { agent_id: owner.agent, process_id: 0, session_id: owner.session, host: owner.host },
    intent: { action: intent.action, scope: intent.scope, description: intent.description, priority: intent.priority },
    resource: lock.resource,
    createdTimestamp: toUtcSeconds(Math.floor(lock.createdAt / SECOND_MS) * SECOND_MS),
    expiryTimestamp: toUtcSeconds(lock.expiresAt),
    holdfast: {
      revision: lock.revision,
      createdAt: lock.createdAt,
      expiresAt: lock.expiresAt,
      covers: lock.covers,
      ...(owner.email === undefined ? {} : { email: owner.email }),
      ...(lock.process === null ? {} : { process: lock.process }),
    },
  }
  return JSON.stringify(record, null, 2)
}

/**
 * A newer schema is read as far as it is known: a record that names an agent and a resource is somebody's lock.
 *
 * @param name of the file, without the suffix: the id of a lock that has none it could go by
 */
export function decodeAgentLock(content: Uint8Array, name: string): Decoded<AgentLockRecord> {
  const json = readJson(content)
  if (!json.ok) return json
  const result = z.safeParse(agentLock, json.value)
  if (!result.success) {
    return {
      ok: false,
      reason: `"${result.error.issues[0]?.path.join('.') ?? ''}" is missing or not as AgentLock 1.0 defines it`,
    }
  }
  const record = result.data
  const createdAt = parseUtc(record.createdTimestamp) ?? 0
  const expiresAt = parseUtc(record.expiryTimestamp) ?? NEVER
  const lock = { ...toLock(record, name), createdAt, expiresAt }
  if (record.holdfast === null) return { ok: true, value: { lock, ownRevision: null } }
  return { ok: true, value: { lock: withOwnPart(lock, record.holdfast), ownRevision: record.holdfast.revision } }
}

function withOwnPart(lock: Lock, own: z.infer<typeof ownPart>): Lock {
  const { covers, createdAt, expiresAt, process, email } = own
  const owner = email === undefined ? lock.owner : { ...lock.owner, email }
  return { ...lock, owner, covers, createdAt, expiresAt, process }
}

function toLock(record: z.infer<typeof agentLock>, name: string): Omit<Lock, 'createdAt' | 'expiresAt'> {
  const { ownerAgent, intent, resource } = record
  const { scope, description } = intent
  return {
    id: toLockId(record.lockId, name),
    owner: { agent: toForeignAgent(ownerAgent.agent_id), session: ownerAgent.session_id, host: ownerAgent.host },
    intent: { action: toAction(intent.action), scope, description, priority: toPriority(intent.priority) },
    resource,
    covers: parseForeignCoverage(resource, scope),
    revision: 0,
    process: toBinding(ownerAgent.process_id, ownerAgent.host),
    origin: 'foreign',
  }
}

function toLockId(id: string, name: string): LockId {
  return (/^[\w.-]{1,128}$/.test(id) ? id : `foreign-${name.slice(0, 64)}`) as LockId
}

/** Names that differ in their own program stay different here, or one agent could release the lock of another. */
function toForeignAgent(name: string): AgentName {
  if (isAgentName(name)) return name
  const mark = createHash('sha256').update(name, 'utf8').digest('hex').slice(0, 8)
  return `${toAgentName(name)?.slice(0, 55) ?? 'foreign'}-${mark}` as AgentName
}

/** An unknown action counts as WRITE, which conflicts with every other action. */
function toAction(action: string): Action {
  return ACTIONS.find((known) => known === action.toUpperCase()) ?? 'WRITE'
}

function toPriority(priority: number): number {
  return Math.min(LOWEST_PRIORITY, Math.max(HIGHEST_PRIORITY, priority))
}

function toBinding(pid: number, host: string): ProcessBinding | null {
  return pid > 0 ? { pid, startTime: '', bootId: '', pidNamespace: '', host } : null
}

/** A time without a zone is UTC, as the protocol has it. Other programs write a space for the T, or no seconds. */
function parseUtc(text: string): EpochMs | null {
  const [, day = '', clock = '', hours = '', minutes = ''] =
    /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?) ?(?:[Zz]|([+-]\d\d)(?::?(\d\d))?)?$/.exec(text) ?? []
  const zone = hours === '' ? 'Z' : `${hours}:${minutes === '' ? '00' : minutes}`
  const time = Date.parse(`${day}T${clock.replace(',', '.')}${zone}`)
  return Number.isNaN(time) ? null : time
}
