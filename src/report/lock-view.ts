import type { Lock } from '../core/locks/lock.js'

/** A lock in `--json`. Times are UTC, ISO 8601 with milliseconds. */
export interface LockView {
  readonly id: string
  readonly agent: string
  readonly session: string
  readonly resource: string
  readonly scope: readonly string[]
  readonly action: string
  readonly description: string
  readonly priority: number
  readonly createdAt: string
  readonly expiresAt: string
  readonly revision: number
}

export function toLockView(lock: Lock): LockView {
  const { id, owner, resource, intent, createdAt, expiresAt, revision } = lock
  const { scope, action, description, priority } = intent
  const times = { createdAt: toIso(createdAt), expiresAt: toIso(expiresAt) }
  return {
    id,
    agent: owner.agent,
    session: owner.session,
    resource,
    scope,
    action,
    description,
    priority,
    ...times,
    revision,
  }
}

// `Date` holds no time beyond 8.64e15 ms, but the record of another program may.
const MAX_DATE_MS = 8.64e15

export function toIso(time: number): string {
  return new Date(Math.max(-MAX_DATE_MS, Math.min(MAX_DATE_MS, time))).toISOString()
}
