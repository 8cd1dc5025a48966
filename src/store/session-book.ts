import type { SessionRecord } from '../records/session-record.js'

/**
 * The sessions of agent programs whose hooks have been seen here. A memory: what cannot be read is as good as not
 * there, and nothing is refused by it.
 */
export interface SessionBook {
  find(program: string, session: string): SessionRecord | null
  /** Every session that was seen within the last day. */
  list(): readonly SessionRecord[]
  /** Replaces what is known of the session. Where that cannot be written, nothing is said. */
  save(record: SessionRecord): void
  remove(program: string, session: string): void
}
