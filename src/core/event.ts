import type { AgentName } from './agent-name.js'
import type { LockId } from './locks/lock.js'

export const EVENT_KINDS = [
  'locked',
  'renewed',
  'unlocked',
  'forced',
  'transferred',
  'expired',
  'refused',
  'bypassed',
] as const
type EventKind = (typeof EVENT_KINDS)[number]

/** An event before the log has given it a time. */
export interface NewEvent {
  readonly kind: EventKind
  /** The agent that acted. */
  readonly agent: AgentName
  /** One line for people. Cut after 4,000 characters. */
  readonly text: string
  readonly lockId?: LockId
}

export interface LogEvent extends NewEvent {
  /** `2026-11-21T14:05:00.123Z` */
  readonly time: string
}
