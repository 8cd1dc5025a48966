import { isAgentName, type AgentName } from '../core/agent-name.js'
import type { EpochMs } from '../core/time.js'
import { readJson } from './json-text.js'

/** A session of an agent program, as its hooks have seen it. */
export interface SessionRecord {
  readonly program: string
  readonly session: string
  /** The name that was decided for it. */
  readonly agent: AgentName
  /** The processes that the hook was started by, nearest first: `<pid>:<when it was started>`. */
  readonly ancestors: readonly string[]
  readonly seenAt: EpochMs
  /** The name was given to the shells of the session: it goes before what git's configuration says later. */
  readonly isExported: boolean
  /** Edits that were put to the person, the last ones. */
  readonly asked: readonly AskedEdit[]
}

export interface AskedEdit {
  /** Of the file, from the top of its work tree. */
  readonly path: string
  /** Which tool call it was; empty where the host does not tell. */
  readonly toolUseId: string
  readonly at: EpochMs
}

const VERSION = '1.0'
const MAX_ASKED = 200
const MAX_ANCESTORS = 64
const MAX_TEXT = 4_096

/**
 * Null for what is no such record: a session is then as good as new. Read by hand, because every tool call of an agent
 * reads one, and to load a schema takes longer than all the rest.
 */
export function parseSessionRecord(bytes: Uint8Array): SessionRecord | null {
  const decoded = readJson(bytes)
  if (!decoded.ok || typeof decoded.value !== 'object' || decoded.value === null) return null
  const record = decoded.value as Readonly<Record<string, unknown>>
  return record['schemaVersion'] === VERSION && isSessionRecord(record) ? record : null
}

function isSessionRecord(
  record: Readonly<Record<string, unknown>>,
): record is Readonly<Record<string, unknown>> & SessionRecord {
  const { program, session, agent, ancestors, seenAt, isExported, asked } = record
  return (
    [program, session].every(isTextOfBound) &&
    isTextOfBound(agent) &&
    isAgentName(agent) &&
    isTime(seenAt) &&
    typeof isExported === 'boolean' &&
    isListOf(ancestors, isTextOfBound, MAX_ANCESTORS) &&
    isListOf(asked, isAskedEdit, MAX_ASKED)
  )
}

function isTextOfBound(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_TEXT
}

function isTime(value: unknown): boolean {
  return Number.isSafeInteger(value)
}

function isAskedEdit(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { path, toolUseId, at } = value as Readonly<Record<string, unknown>>
  return isTextOfBound(path) && isTextOfBound(toolUseId) && isTime(at)
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean, max: number): boolean {
  return Array.isArray(value) && value.length <= max && value.every(isItem)
}

export function renderSessionRecord({ asked, ...record }: SessionRecord): string {
  return JSON.stringify({ schemaVersion: VERSION, ...record, asked: asked.slice(-MAX_ASKED) })
}
