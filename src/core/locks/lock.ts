import type { AgentName } from '../agent-name.js'
import type { Pattern } from '../patterns/pattern.js'
import type { EpochMs } from '../time.js'

export const ACTIONS = ['READ', 'WRITE', 'REFACTOR', 'DELETE'] as const
export type Action = (typeof ACTIONS)[number]

export const HIGHEST_PRIORITY = 1
export const LOWEST_PRIORITY = 9
export const DEFAULT_PRIORITY = 5

declare const lockId: unique symbol
export type LockId = string & { readonly [lockId]: true }

/** What a holder does with the locked paths. `priority` runs from 1, the highest, to 9. */
export interface Intent {
  readonly action: Action
  /** Further patterns as typed; `!pattern` takes paths out of the lock. */
  readonly scope: readonly string[]
  readonly description: string
  readonly priority: number
}

export interface Owner {
  readonly agent: AgentName
  /** One run of the agent; empty for an agent without sessions. */
  readonly session: string
  readonly host: string
  /** Of a person: by it, CI recognises their commits. */
  readonly email?: string
}

/**
 * The process that a lock is bound to: the lock dies with it. Only the same host, boot and pid namespace may judge
 * whether it runs, because the same number is another process elsewhere.
 */
export interface ProcessBinding {
  readonly pid: number
  /** In the unit of the operating system; empty where the system tells none. */
  readonly startTime: string
  readonly bootId: string
  readonly pidNamespace: string
  readonly host: string
}

/** `foreign`: another program that speaks AgentLock wrote the lock. */
export type LockOrigin = 'holdfast' | 'foreign'

/**
 * A lock is live until `expiresAt`, then expired, then gone:
 *
 *   live ──(now >= expiresAt, or its process is gone)──> expired ──(next writer)──> gone
 *    └──────────────(released by its holder)──────────────────────────────────────> gone
 *
 * Expiry compares times. It never needs a timer, because a crashed agent runs none.
 */
export interface Lock {
  readonly id: LockId
  readonly owner: Owner
  readonly intent: Intent
  /** The path or glob as typed. */
  readonly resource: string
  /** The lock covers every path that one of `includes` matches and none of `excludes`. */
  readonly covers: Coverage
  readonly createdAt: EpochMs
  readonly expiresAt: EpochMs
  /** The store's revision at which the lock was written last: its fencing token. */
  readonly revision: number
  readonly process: ProcessBinding | null
  readonly origin: LockOrigin
}

export interface Coverage {
  readonly includes: readonly Pattern[]
  readonly excludes: readonly Pattern[]
}

/** An agent that waits for a lock. It stands in the store, so that every agent sees the queue. */
export interface Waiter {
  readonly id: string
  readonly owner: Owner
  readonly action: Action
  readonly priority: number
  readonly covers: Coverage
  readonly resource: string
  readonly since: EpochMs
  /** A waiter that stops renewing leaves the queue at this time. */
  readonly expiresAt: EpochMs
}

/** Only READ with READ is compatible. */
export function isCompatible(a: Action, b: Action): boolean {
  return a === 'READ' && b === 'READ'
}

/** True only where it is certain that the process has ended. */
export type IsGone = (binding: ProcessBinding) => boolean

/** Neither expired nor bound to a process that has ended. */
export function isLive(lock: Pick<Lock, 'expiresAt' | 'process'>, now: EpochMs, isGone: IsGone): boolean {
  if (now >= lock.expiresAt) return false
  return lock.process === null || !isGone(lock.process)
}
