import type { AgentName } from '../agent-name.js'
import { MINUTE_MS } from '../time.js'

/** `agent`: all sessions of a name are one owner. `session`: each session is its own. */
export type Ownership = 'agent' | 'session'

/** What a hook does when it cannot check: refuse, or let through with a warning. */
export type OnError = 'block' | 'warn'

/** Whether a push also shows the active locks to the remote, for CI. */
export type Publish = 'auto' | 'off'

/** Whether an edit that an agent's program reports locks the file: never, always, or when the person says so. */
export type AutoLock = 'off' | 'edit' | 'ask'

/** What the hook of an agent's program does when it cannot check: let the edit through, or deny it. */
export type AgentHookOnError = 'allow' | 'block'

/** Whether a commit notes, in a trailer of its message, which agent makes it. */
export type Trailer = 'on' | 'off'

export interface Policy {
  readonly onError: OnError
  readonly ownership: Ownership
  /** How long a lock taken by the command lives when nothing else is said. */
  readonly ttlMs: number
  /** Say which committed files the agent never locked while others are at work. */
  readonly warnUnlocked: boolean
  /** Told of every conflict besides those who have a mailbox or a lock. */
  readonly agents: readonly AgentName[]
  readonly publish: Publish
  readonly autoLock: AutoLock
  readonly agentHookOnError: AgentHookOnError
  readonly trailer: Trailer
  /** Globs of paths that are committed under a lock of one's own, while others are at work. */
  readonly requireLock: readonly string[]
}

export const DEFAULT_POLICY: Policy = {
  onError: 'block',
  ownership: 'agent',
  ttlMs: 30 * MINUTE_MS,
  warnUnlocked: true,
  agents: [],
  publish: 'auto',
  autoLock: 'off',
  agentHookOnError: 'allow',
  trailer: 'on',
  requireLock: [],
}

/** The library's own default, as in the protocol. */
export const LIBRARY_TTL_MS = 5 * MINUTE_MS
export const MAX_LOCKS_UNWARNED = 100
