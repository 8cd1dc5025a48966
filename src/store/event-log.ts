import type { LogEvent, NewEvent } from '../core/event.js'

/** What happened, in the order of writing. Old events are dropped: people read the log, and no decision uses it. */
export interface EventLog {
  /** False if the event could not be written: a log that is full or closed to us must not stop the guard. */
  append(event: NewEvent): boolean
  /**
   * The last `count` events, the oldest first. Lines that are no events are skipped.
   *
   * @throws ProblemError of area `store` if the log exists and cannot be read
   */
  last(count: number): readonly LogEvent[]
  /**
   * The last `earlier` events (default: none), then every event after the call, until `signal`. @throws as `last` does
   */
  follow(signal: AbortSignal, earlier?: number): AsyncIterable<LogEvent>
}
