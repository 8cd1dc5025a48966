import type { SessionRecord } from '../../records/session-record.js'
import type { SessionBook } from '../../store/session-book.js'
import { findAncestors } from '../../processes/ancestors.js'

/** The hook, up to two shells around it, and the agent program. Processes above these started the program. */
const NEAR = 4

/**
 * The session of a program in which this process runs: the session whose hooks have the nearest common ancestor with
 * this process. If the system does not tell the ancestors of a process, the program's only session.
 */
export function findRegistered(book: SessionBook, program: string): string | null {
  const sessions = book.list().filter((record) => record.program === program)
  if (sessions.length === 0) return null
  const ours = new Set(findAncestors())
  const known = sessions.filter((record) => record.ancestors.length > 1)
  if (ours.size < 2 || known.length === 0) return sessions.length === 1 ? (sessions[0]?.session ?? null) : null
  return nearest(known, ours)?.session ?? null
}

/** The nearest session. One process may run several sessions in a row: then the session that was seen last. */
function nearest(sessions: readonly SessionRecord[], ours: ReadonlySet<string>): SessionRecord | undefined {
  return sessions
    .map((record) => ({ record, distance: record.ancestors.findIndex((process) => ours.has(process)) }))
    .filter(({ distance }) => distance >= 0 && distance <= NEAR)
    .sort((a, b) => a.distance - b.distance || b.record.seenAt - a.record.seenAt)
    .map(({ record }) => record)[0]
}
