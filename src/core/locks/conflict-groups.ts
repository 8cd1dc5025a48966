import type { Change } from '../change.js'
import type { Conflict } from './conflict.js'
import type { Lock } from './lock.js'

/** A path and a lock on it, however many commits change it. */
export interface ConflictGroup {
  readonly path: string
  /** The bytes of a name that is not UTF-8, as in {@link Change}. */
  readonly bytes?: string
  readonly lock: Lock
  /** At least one. */
  readonly changes: readonly Change[]
}

/** Gives one group for each pair of path and lock, in the order of their first conflict. */
export function groupConflicts(conflicts: readonly Conflict[]): readonly ConflictGroup[] {
  const byKey = new Map<string, { finding: ConflictGroup; changes: Change[] }>()
  for (const { change, lock } of conflicts) {
    const key = `${change.bytes === undefined ? 'u' : 'b'}${change.bytes ?? change.path}\0${lock.id}`
    const known = byKey.get(key)
    if (known !== undefined) {
      known.changes.push(change)
      continue
    }
    const changes = [change]
    const bytes = change.bytes === undefined ? {} : { bytes: change.bytes }
    byKey.set(key, { finding: { path: change.path, ...bytes, lock, changes }, changes })
  }
  return [...byKey.values()].map(({ finding }) => finding)
}
