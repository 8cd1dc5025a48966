import type { AgentName } from '../core/agent.js'
import type { LockId } from '../core/lock.js'

export const EVENT_KINDS = [
  'locked',
  'renewed',
  'unlocked',
  'forced',
  'transferred',
  'expired',
  'refused',
  'bypassed',
  'alerted',
  'warned',
] as const
type EventKind = (typeof EVENT_KINDS)[number]

/** What happened, in words: the log gives it its time. */
export interface NewEvent {
  readonly kind: EventKind
  /** Who did it. */
  readonly agent: AgentName
  /** One line for people. Cut after 4,000 characters. */
  readonly text: string
  readonly lockId?: LockId
}

export interface LogEvent extends NewEvent {
  /** `2026-11-21T14:05:00.123Z` */
  readonly time: string
}

/** What happened, in the order of writing. Old events go; it is a memory for people, and nothing is decided by it. */
export interface EventLog {
  /** False where it could not be written: a log that is full or locked away must not stop the guard. */
  append(event: NewEvent): boolean
  /**
   * The last `count` events, the oldest first. Lines that are no events are passed over.
   *
   * @throws ProblemError of area `store` where the log is there and cannot be read
   */
  last(count: number): readonly LogEvent[]
  /** Every event from the call on, until `signal`. @throws as `last` does */
  follow(signal: AbortSignal): AsyncIterable<LogEvent>
}
