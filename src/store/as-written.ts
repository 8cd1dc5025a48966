import type { Lock } from '../core/locks/lock.js'

/**
 * The locks as the store shows them after a write: with their revision, their fencing token.
 *
 * @param revision at which they were written; null where nothing was
 */
export function asWritten(locks: readonly Lock[], revision: number | null): readonly Lock[] {
  return revision === null ? locks : locks.map((lock) => ({ ...lock, revision }))
}
