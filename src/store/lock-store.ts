import type { Lock, LockId, Waiter } from '../core/locks/lock.js'

/** A file in the store that is there and cannot be read as a lock. It is never taken as free. */
export interface UnreadableLock {
  readonly path: string
  readonly reason: string
}

/** The whole lock table at one moment: locks of ours and of other programs, expired ones included. */
export interface LockSnapshot {
  /** Monotone; 0 for a store that was never written. */
  readonly revision: number
  readonly locks: readonly Lock[]
  readonly waiters: readonly Waiter[]
  readonly unreadable: readonly UnreadableLock[]
}

/** What a writer wants changed. `put` replaces by id; the store sets `revision` of each lock it puts. */
export interface LockChange {
  readonly put: readonly Lock[]
  readonly drop: readonly LockId[]
  readonly putWaiters?: readonly Waiter[]
  readonly dropWaiters?: readonly string[]
}

/**
 * - `committed`: durable and visible to everyone.
 * - `conflict`: someone else was first; nothing was written. Read again and decide again.
 * - `unknown`: it may or may not be written. Read, and look for it.
 * - `occupied`: another program's record lies where ours would go; the write was undone.
 */
export type CommitOutcome =
  | { readonly kind: 'committed'; readonly revision: number }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'unknown'; readonly reason: string }
  | { readonly kind: 'occupied'; readonly path: string }

/** Whoever only asks. */
export interface LockReader {
  /** @throws ProblemError of area `store` when the state is there and cannot be read */
  read(): Promise<LockSnapshot>
}

/**
 * Where locks live. One commit is one compare-and-swap of the whole table against the revision that
 * was read, so that no two writers decide on the same state: overlapping globs need no lock of their own.
 */
export interface LockStore extends LockReader {
  /** @throws ProblemError of area `store` when nothing was written and trying again would not help */
  commit(base: LockSnapshot, change: LockChange): Promise<CommitOutcome>
  /**
   * Moves files that cannot be read aside, for a person who asked for it, and goes on from the newest state that can be
   * read: no live lock in it is lost. Gives where the files are now.
   *
   * @throws ProblemError of area `store`
   */
  repair(): Promise<readonly string[]>
  /** Resolves at the next write by anyone, at `signal`, or after `timeoutMs`, whichever is first. */
  waitForChange(since: LockSnapshot, timeoutMs: number, signal?: AbortSignal): Promise<void>
}
