import type { SessionRecord } from '../records/session-record.js'

/**
 * The sessions of agent programs whose hooks have been seen here. A session that cannot be read counts as missing, and
 * nothing is refused because of it.
 */
export interface SessionBook {
  find(program: string, session: string): SessionRecord | null
  /** Every session that was seen within the last day. */
  list(): readonly SessionRecord[]
  /** Replaces what is known of the session. Reports no failure to write. */
  save(record: SessionRecord): void
  remove(program: string, session: string): void
}
