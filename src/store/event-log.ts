import type { LogEvent, NewEvent } from '../core/event.js'

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
  /** The last `earlier` events, default none, then every one from the call on, until `signal`. @throws as `last` does */
  follow(signal: AbortSignal, earlier?: number): AsyncIterable<LogEvent>
}
