import { isAgentName, type AgentName } from '../core/agent-name.js'
import type { EpochMs } from '../core/time.js'
import { readJson } from './json-text.js'

/** A session of an agent program, as its hooks have seen it. */
export interface SessionRecord {
  readonly program: string
  readonly session: string
  /** The agent name of the session. */
  readonly agent: AgentName
  /** The processes that the hook descends from, nearest first: `<pid>:<start time>`. */
  readonly ancestors: readonly string[]
  readonly seenAt: EpochMs
  /** The shells of the session have the name: it then goes before a name that git's configuration gets later. */
  readonly isExported: boolean
  /** The last edits that the hook asked the person about. */
  readonly asked: readonly AskedEdit[]
}

export interface AskedEdit {
  /** The path of the file, relative to the top of its work tree. */
  readonly path: string
  /** The id of the tool call; empty where the agent program gives none. */
  readonly toolUseId: string
  readonly at: EpochMs
}

const VERSION = '1.0'
const MAX_ASKED = 200
const MAX_ANCESTORS = 64
const MAX_TEXT = 4_096

/**
 * Gives null for bytes that are not such a record: the session then counts as new. It reads by hand, because every tool
 * call of an agent reads a record, and loading a schema takes longer than everything else.
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
