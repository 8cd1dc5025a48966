import type { AgentName } from '../core/agent-name.js'
import type { Draft, MessageType, StoredMessage } from '../core/mail/message.js'
import type { EpochMs } from '../core/time.js'

/** A file in a mailbox that gives no message: where it lies now, and why. */
export interface RejectedFile {
  readonly path: string
  readonly reason: string
}

export interface Delivery {
  /** By priority, then arrival. */
  readonly messages: readonly StoredMessage[]
  /**
   * Malformed files that this call moved to `REJECTED/`, and files that stay: those that can't be read now, may
   * still be being written, or are of a version or type that only other programs know.
   */
  readonly rejected: readonly RejectedFile[]
}

export interface ReceiveOptions {
  readonly type?: MessageType
  /** At most so many messages, the first in order. Files behind them are not looked at. */
  readonly limit?: number
}

/** A claim is one claimant's until `expiresAt`; then the message is anybody's again. */
export interface Claim {
  readonly message: StoredMessage
  readonly claimant: string
  readonly expiresAt: EpochMs
}

export interface ClaimOptions {
  readonly type?: MessageType
  /** At least 1. */
  readonly leaseMs: number
  /** Who works on it: agent and session, or a process. Free text of 1 to 200 characters. */
  readonly claimant: string
}

/**
 * - `not-found`: no mailbox holds it, or somebody else has archived it meanwhile.
 * - `claimed`: somebody else works on it, or archives it at this moment.
 */
export type ArchiveOutcome =
  | { readonly kind: 'archived'; readonly path: string }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'claimed'; readonly claimant: string; readonly expiresAt: EpochMs }

/**
 * Who has mail. Nothing here is ever lost: what can't be read is moved aside with a reason.
 *
 *   sent ──claim──> claimed ──archive──> archived
 *    ^                 └──(lease runs out)──> sent again, for anybody
 *
 * Agents compare without case. Reading a mailbox that nobody has written to gives nothing and makes nothing.
 * Every method may throw a ProblemError of area `store`.
 */
export interface Mailbox {
  /**
   * Durable before it resolves.
   *
   * @throws ProblemError `payload-too-large` (over 1 MiB), `payload-too-deep`; `outcome-unknown` where it may
   *   or may not have been sent, and with every other problem it was not
   */
  send(draft: Draft): Promise<StoredMessage>
  /**
   * Sends to each of `to`, once to each mailbox, the sender's own included if it is named.
   *
   * @throws ProblemError as `send` does for the payload; `broadcast-incomplete` names who was reached
   */
  broadcast(draft: Omit<Draft, 'to'>, to: readonly AgentName[]): Promise<readonly StoredMessage[]>
  /** Takes nothing away: a message stays until it is archived, claimed or not. */
  receive(agent: AgentName, options?: ReceiveOptions): Promise<Delivery>
  /** How many messages wait, malformed ones included; opens none. */
  peek(agent: AgentName): Promise<number>
  /**
   * The next message in order that nobody holds a claim on, and that can be read; one winner among racers.
   * A claim is for the lease: nobody gets the same message again before it ends, its claimant included.
   */
  claim(agent: AgentName, options: ClaimOptions): Promise<Claim | null>
  /**
   * Once among all who try. `claimant` may archive what it has claimed, and what nobody holds a claim on.
   *
   * @param reference a message id, six or more characters that begin only one, or the path of a message
   * @throws ProblemError `message-ambiguous`, `not-in-a-mailbox` for another path, `path-planted` for a link
   */
  archive(reference: string, claimant?: string): Promise<ArchiveOutcome>
  /**
   * Finds a message by id, or six or more characters that begin only one, in mailboxes and the archive.
   *
   * @throws ProblemError `message-ambiguous`
   */
  find(id: string): Promise<StoredMessage | null>
  /** Archives messages of all mailboxes that are older than `maxAgeMs` and not claimed. Gives how many. */
  cleanup(maxAgeMs: number): Promise<number>
  /** Resolves when something in the mailbox changes, at `signal`, or after a few seconds, whichever is first. */
  waitForMail(agent: AgentName, signal: AbortSignal): Promise<void>
  /** Everyone who has a mailbox, in lower case, each once. */
  agents(): Promise<readonly AgentName[]>
  /** True for the first caller with this key, and again once the `windowMs` of that caller have passed. */
  markOnce(key: string, windowMs: number): Promise<boolean>
}
