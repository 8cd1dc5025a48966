import type { AgentName } from '../agent-name.js'
import { MINUTE_MS } from '../time.js'

/** `agent`: all sessions of one name are one owner. `session`: each session is an owner of its own. */
export type Ownership = 'agent' | 'session'

/** What a git hook does when it cannot check: refuse, or let through with a warning. */
export type OnError = 'block' | 'warn'

/** Whether a push also shows the active locks to the remote, for CI. */
export type Publish = 'auto' | 'off'

/** Whether an edit that an agent program reports locks the file: never, always, or when the person agrees. */
export type AutoLock = 'off' | 'edit' | 'ask'

/** What the hook of an agent program does when it cannot check: let the edit through, or deny it. */
export type AgentHookOnError = 'allow' | 'block'

/** Whether a commit notes, in a trailer of its message, which agent makes it. */
export type Trailer = 'on' | 'off'

export interface Policy {
  readonly onError: OnError
  readonly ownership: Ownership
  /** The life of a lock that the command takes without `--ttl`. */
  readonly ttlMs: number
  /** Name the committed files that the agent never locked, while other agents hold locks. */
  readonly warnUnlocked: boolean
  /** These agents are told of every conflict, besides those that have a mailbox or a lock. */
  readonly agents: readonly AgentName[]
  readonly publish: Publish
  readonly autoLock: AutoLock
  readonly agentHookOnError: AgentHookOnError
  readonly trailer: Trailer
  /** Globs of paths that an agent must lock before it commits them, while other agents hold locks. */
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

/** The default of the library is that of the protocol. */
export const LIBRARY_TTL_MS = 5 * MINUTE_MS
export const MAX_LOCKS_UNWARNED = 100
