import type { Lock, LockId, Waiter } from '../core/locks/lock.js'

/** A file in the store that exists and cannot be read as a lock. It never counts as a free name. */
export interface UnreadableLock {
  readonly path: string
  readonly reason: string
}

/** The whole lock table at one moment: locks of ours and of other programs, expired locks included. */
export interface LockSnapshot {
  /** Monotone; 0 for a store that was never written. */
  readonly revision: number
  readonly locks: readonly Lock[]
  readonly waiters: readonly Waiter[]
  readonly unreadable: readonly UnreadableLock[]
}

/** The change that a writer wants. `put` replaces by id; the store sets `revision` of each lock it puts. */
export interface LockChange {
  readonly put: readonly Lock[]
  readonly drop: readonly LockId[]
  readonly putWaiters?: readonly Waiter[]
  readonly dropWaiters?: readonly string[]
}

/**
 * - `committed`: durable and visible to everyone.
 * - `conflict`: another writer was first, and nothing was written. Read again and decide again.
 * - `unknown`: the change may have been written or not. Read, and look for it.
 * - `occupied`: another program's record has the place of ours; the write was undone.
 */
export type CommitOutcome =
  | { readonly kind: 'committed'; readonly revision: number }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'unknown'; readonly reason: string }
  | { readonly kind: 'occupied'; readonly path: string }

/** The part of a lock store that only reads. */
export interface LockReader {
  /** @throws ProblemError of area `store` if the state exists and cannot be read */
  read(): Promise<LockSnapshot>
}

/**
 * The place where locks live. One commit is one compare-and-swap of the whole table against the revision that was read,
 * so that no two writers decide on the same state: overlapping globs need no lock of their own.
 */
export interface LockStore extends LockReader {
  /** @throws ProblemError of area `store` if nothing was written and a new attempt would not help */
  commit(base: LockSnapshot, change: LockChange): Promise<CommitOutcome>
  /**
   * Moves files that cannot be read aside, when a user has asked for it, and goes on from the newest state that can be
   * read: no live lock in that state is lost. Gives the new paths of the files.
   *
   * @throws ProblemError of area `store`
   */
  repair(): Promise<readonly string[]>
  /** Resolves at the next write by anyone, at `signal`, or after `timeoutMs`, whichever is first. */
  waitForChange(since: LockSnapshot, timeoutMs: number, signal?: AbortSignal): Promise<void>
}
