import type { AgentName } from '../core/agent-name.js'
import type { Draft, MessageType, StoredMessage } from '../core/mail/message.js'
import type { EpochMs } from '../core/time.js'

/** A file in a mailbox that holds no message: where it is now, and the reason. */
export interface RejectedFile {
  readonly path: string
  readonly reason: string
}

export interface Delivery {
  /** By priority, then arrival. */
  readonly messages: readonly StoredMessage[]
  /**
   * Malformed files that this call moved to `REJECTED/`, and files that stay because they cannot be read now, may
   * still be being written, or have a version or type that only other programs know.
   */
  readonly rejected: readonly RejectedFile[]
}

export interface ReceiveOptions {
  readonly type?: MessageType
  /** The largest number of messages, the first in order. Files behind them are not looked at. */
  readonly limit?: number
}

/** A claim belongs to one claimant until `expiresAt`; then anybody may claim the message again. */
export interface Claim {
  readonly message: StoredMessage
  readonly claimant: string
  readonly expiresAt: EpochMs
}

export interface ClaimOptions {
  readonly type?: MessageType
  /** At least 1. */
  readonly leaseMs: number
  /** Names who works on the message: agent and session, or a process. Free text of 1 to 200 characters. */
  readonly claimant: string
}

/**
 * - `not-found`: no mailbox holds the message, or it was archived meanwhile.
 * - `claimed`: another claimant works on the message, or archives it at this moment.
 */
export type ArchiveOutcome =
  | { readonly kind: 'archived'; readonly path: string }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'claimed'; readonly claimant: string; readonly expiresAt: EpochMs }

/**
 * The mailboxes of all agents. No message is ever lost: a file that cannot be read is moved aside with a reason.
 *
 *   sent ──claim──> claimed ──archive──> archived
 *    ^                 └──(lease runs out)──> sent again, for anybody
 *
 * Agent names compare without case. Reading a mailbox that nobody has written to gives nothing and makes nothing.
 * Every method may throw a ProblemError of area `store`.
 */
export interface Mailbox {
  /**
   * The message is durable before the promise resolves.
   *
   * @throws ProblemError `payload-too-large` (over 1 MiB), `payload-too-deep`; after `outcome-unknown` the message may
   *   have been sent or not; after every other problem it was not
   */
  send(draft: Draft): Promise<StoredMessage>
  /**
   * Sends to each agent in `to`, once to each mailbox, also to the sender's own if it is named.
   *
   * @throws ProblemError as `send` does for the payload; `broadcast-incomplete` names the agents that were reached
   */
  broadcast(draft: Omit<Draft, 'to'>, to: readonly AgentName[]): Promise<readonly StoredMessage[]>
  /** Removes nothing: a message stays until it is archived, claimed or not. */
  receive(agent: AgentName, options?: ReceiveOptions): Promise<Delivery>
  /** Counts the messages that wait, malformed ones included, and opens none of them. */
  peek(agent: AgentName): Promise<number>
  /**
   * Claims the next message in order that has no claim and can be read; of several racers one gets it. The claim lasts
   * for the lease: nobody gets the same message again before it ends, not even its claimant.
   */
  claim(agent: AgentName, options: ClaimOptions): Promise<Claim | null>
  /**
   * Archives a message; of several callers one does. `claimant` may archive what it has claimed, and what has no claim.
   *
   * @param reference a message id, six or more characters that begin only one, or the path of a message
   * @throws ProblemError `message-ambiguous`, `not-in-a-mailbox` for another path, `path-planted` for a link
   */
  archive(reference: string, claimant?: string): Promise<ArchiveOutcome>
  /**
   * Finds a message in mailboxes and the archive by its id, or by six or more characters that begin only one id.
   *
   * @throws ProblemError `message-ambiguous`
   */
  find(id: string): Promise<StoredMessage | null>
  /** Archives the messages of all mailboxes that are older than `maxAgeMs` and have no claim. Gives their number. */
  cleanup(maxAgeMs: number): Promise<number>
  /** Resolves when something in the mailbox changes, at `signal`, or after a few seconds, whichever is first. */
  waitForMail(agent: AgentName, signal: AbortSignal): Promise<void>
  /** Every agent that has a mailbox, in lower case, each once. */
  agents(): Promise<readonly AgentName[]>
  /** True for the first caller with this key, and again after the `windowMs` of that caller. */
  markOnce(key: string, windowMs: number): Promise<boolean>
}
