import * as z from 'zod/mini'
import { isAgentName, type AgentName } from '../core/agent-name.js'
import type { LockId } from '../core/locks/lock.js'

const MAX_EVENT_TEXT = 4_000

/** A line of the event log. The log checks its `kind`: this record takes any. */
export interface EventRecord {
  readonly time: string
  readonly kind: string
  readonly agent: AgentName
  readonly text: string
  readonly lockId?: LockId
}

const eventRecord = z.lazy(() =>
  z.object({
    time: z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)),
    kind: z.string(),
    agent: z.custom<AgentName>((value) => typeof value === 'string' && isAgentName(value)),
    text: z.string().check(z.maxLength(MAX_EVENT_TEXT)),
    lockId: z.optional(z.string().check(z.maxLength(200))),
  }),
)

/** Gives null for a torn line, or a line of another program. */
export function parseEventRecord(line: string): EventRecord | null {
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch {
    return null
  }
  const result = z.safeParse(eventRecord, json)
  if (!result.success) return null
  const { lockId, ...record } = result.data
  return lockId === undefined ? record : { ...record, lockId: lockId as LockId }
}

/** Writes one line, without its line end. JSON escapes the line ends within the text. */
export function renderEventRecord({ time, kind, agent, text, lockId }: EventRecord): string {
  return JSON.stringify({ time, kind, agent, text: text.slice(0, MAX_EVENT_TEXT), lockId })
}
