import { setTimeout as pause } from 'node:timers/promises'
import type { Lock } from '../core/locks/lock.js'
import { ProblemError } from '../core/problems/problem.js'
import type { EpochMs } from '../core/time.js'
import { unreachable } from '../core/unreachable.js'
import type { LockChange, LockSnapshot, LockStore } from './lock-store.js'

export type Decision<T> =
  | { readonly kind: 'write'; readonly change: LockChange; readonly result: T }
  | { readonly kind: 'stop'; readonly result: T }

const ATTEMPTS = 500
const LONGEST_PAUSE_MS = 50

/** What `decide` gave, and the revision of the write; null if nothing was written. */
export interface Written<T> {
  readonly result: T
  readonly revision: number | null
}

/** How many unknown outcomes in a row are allowed, each of which reading could not settle. */
const MOST_UNKNOWN = 5

/**
 * Reads, lets `decide` decide on what was read, and writes. Starts again if another writer has written meanwhile.
 * `decide` is called once for every reading, and an error that it throws ends the call.
 *
 * @param attempts how often other writers may be first before this gives up
 * @throws ProblemError `resource-occupied`, `contended`, `outcome-unknown`, and what the store throws
 */
export async function transact<T>(
  store: LockStore,
  decide: (snapshot: LockSnapshot) => Decision<T>,
  attempts = ATTEMPTS,
): Promise<T> {
  return (await transactAt(store, decide, attempts)).result
}

/** Like `transact`, for a caller who needs the fencing token of what was written. */
export async function transactAt<T>(
  store: LockStore,
  decide: (snapshot: LockSnapshot) => Decision<T>,
  attempts = ATTEMPTS,
): Promise<Written<T>> {
  let unknown = 0
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const base = await store.read()
    const decision = decide(base)
    if (decision.kind === 'stop') return { result: decision.result, revision: null }
    const outcome = await store.commit(base, decision.change)
    switch (outcome.kind) {
      case 'committed':
        return { result: decision.result, revision: outcome.revision }
      case 'occupied':
        throw occupied(outcome.path)
      case 'conflict':
        await pause(jitterMs(attempt))
        break
      case 'unknown': {
        unknown += 1
        const revision = await settle(store, decision.change, outcome.reason)
        if (revision !== null) return { result: decision.result, revision }
        if (unknown === MOST_UNKNOWN) throw unsettled(outcome.reason)
        break
      }
      default:
        return unreachable(outcome)
    }
  }
  throw new ProblemError({ area: 'store', code: 'contended', attempts })
}

/** Every writer waits for a different time, or the same writers meet again. */
function jitterMs(attempt: number): number {
  return Math.random() * Math.min(LONGEST_PAUSE_MS, 2 * attempt)
}

/**
 * Looks for the change that may have been written. Locks that are there are written once more: only `committed`
 * says that everything around them is written, too.
 *
 * @returns the revision that has the change; null if it was not written
 */
async function settle(store: LockStore, change: LockChange, reason: string): Promise<number | null> {
  try {
    for (let attempt = 1; attempt <= MOST_UNKNOWN; attempt += 1) {
      const snapshot = await store.read()
      const written = findWritten(snapshot, change)
      if (written === null) return null
      if (written.length === 0) return snapshot.revision
      const outcome = await store.commit(snapshot, { put: written, drop: [] })
      if (outcome.kind === 'committed') return outcome.revision
      if (outcome.kind === 'occupied') throw occupied(outcome.path)
      await pause(jitterMs(attempt))
    }
  } catch (error) {
    if (error instanceof ProblemError && error.problem.area === 'store') throw unsettled(error.message)
    throw error
  }
  throw unsettled(reason)
}

/** The locks that were put, if the snapshot shows the whole change; null if a part is missing. */
function findWritten(snapshot: LockSnapshot, change: LockChange): readonly Lock[] | null {
  const written = findPut(snapshot.locks, change.put, change.drop)
  const waiters = findPut(snapshot.waiters, change.putWaiters ?? [], change.dropWaiters ?? [])
  return waiters === null ? null : written
}

function findPut<T extends { readonly id: string; readonly expiresAt: EpochMs }>(
  present: readonly T[],
  put: readonly T[],
  drop: readonly string[],
): readonly T[] | null {
  const byId = new Map(present.map((item) => [item.id, item]))
  const isPut = new Set(put.map((item) => item.id))
  if (drop.some((id) => byId.has(id) && !isPut.has(id))) return null
  const found = put.flatMap((item) => byId.get(item.id) ?? [])
  return found.length === put.length && found.every((item, index) => item.expiresAt === put[index]?.expiresAt)
    ? found
    : null
}

function occupied(path: string): ProblemError {
  return new ProblemError({ area: 'lock', code: 'resource-occupied', path })
}

function unsettled(reason: string): ProblemError {
  return new ProblemError({ area: 'store', code: 'outcome-unknown', action: 'write the change', reason })
}

/**
 * The locks as the store shows them after a write: each with its revision, which is its fencing token.
 *
 * @param revision the revision of the write; null if nothing was written
 */
export function asWritten(locks: readonly Lock[], revision: number | null): readonly Lock[] {
  return revision === null ? locks : locks.map((lock) => ({ ...lock, revision }))
}
