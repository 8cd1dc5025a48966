import { isSameAgent } from '../../core/agent-name.js'
import type { MessageType, StoredMessage } from '../../core/mail/message.js'
import { ProblemError } from '../../core/problems/problem.js'
import { NO_RECEIPT, type Receipt } from '../../core/mail/receipt.js'
import { MINUTE_MS, toUtcSeconds } from '../../core/time.js'
import type { Claim, Delivery } from '../../store/mailbox.js'
import { claimantOf, type Mailing } from './mailing.js'

const CLAIM_LEASE_MS = 15 * MINUTE_MS

export interface InboxFilter {
  readonly type?: MessageType
  readonly limit?: number
}

export interface ReadInbox extends Delivery {
  /** The receipts of the messages from before this reading, by id. */
  readonly receipts: ReadonlyMap<string, Receipt>
}

/** The messages in this agent's mailbox, by priority, then arrival. They stay there, and are noted as seen. */
export async function readInbox({ me, mail, receipts }: Mailing, filter: InboxFilter): Promise<ReadInbox> {
  const delivery = await mail.receive(me.agent, filter)
  const known = receipts.of(me.agent)
  const unseen = delivery.messages.filter(({ id }) => known.get(id)?.seenAt == null)
  receipts.note(
    me.agent,
    'seen',
    unseen.map(({ id }) => id),
  )
  return { ...delivery, receipts: known }
}

export interface SentMessage {
  readonly message: StoredMessage
  readonly receipt: Receipt
}

/** The messages that this agent sent and nobody has archived, with their receipts; the oldest first. */
export async function listSent({ me, mail, receipts }: Mailing): Promise<readonly SentMessage[]> {
  const found: SentMessage[] = []
  for (const agent of await mail.agents()) {
    const known = receipts.of(agent)
    const { messages } = await mail.receive(agent)
    const mine = messages.filter((message) => isSameAgent(message.from, me.agent))
    found.push(...mine.map((message) => ({ message, receipt: known.get(message.id) ?? NO_RECEIPT })))
  }
  return found.sort((a, b) => a.message.sentAt - b.message.sentAt)
}

/** How many messages in the mailbox the agent has not seen. Opens all of them. */
export async function countUnseen({ me, mail, receipts }: Mailing): Promise<number> {
  if ((await mail.peek(me.agent)) === 0) return 0
  const known = receipts.of(me.agent)
  const { messages } = await mail.receive(me.agent)
  return messages.filter(({ id }) => known.get(id)?.seenAt == null).length
}

/** Claims the next unclaimed message for 15 minutes; null when there is none. */
export async function claimNext({ me, mail, receipts }: Mailing, type: MessageType | undefined): Promise<Claim | null> {
  const claim = await mail.claim(me.agent, {
    leaseMs: CLAIM_LEASE_MS,
    claimant: claimantOf(me),
    ...(type === undefined ? {} : { type }),
  })
  if (claim !== null) receipts.note(me.agent, 'seen', [claim.message.id])
  return claim
}

/**
 * Archives a message, and returns its whole id and its path in the archive.
 *
 * @throws ProblemError `message-not-found`, `message-claimed`, `message-ambiguous`
 */
export async function archiveMessage(
  { me, mail, receipts }: Mailing,
  id: string,
): Promise<{ readonly id: string; readonly path: string }> {
  const message = await mail.find(id)
  const outcome = await mail.archive(id, claimantOf(me))
  switch (outcome.kind) {
    case 'archived':
      if (message !== null) receipts.note(message.to, 'acknowledged', [message.id])
      return { id: message?.id ?? id, path: outcome.path }
    case 'not-found':
      throw new ProblemError({ area: 'mail', code: 'message-not-found', id })
    case 'claimed':
      throw new ProblemError({
        area: 'mail',
        code: 'message-claimed',
        id,
        claimant: outcome.claimant,
        until: toUtcSeconds(outcome.expiresAt),
      })
  }
}

/** Hands over the messages in the mailbox, then each new message once as it arrives, until `signal` aborts. */
export async function followInbox(
  { me, mail }: Mailing,
  type: MessageType | undefined,
  handOver: (message: StoredMessage) => void,
  signal: AbortSignal,
): Promise<void> {
  let seen: ReadonlySet<string> = new Set()
  while (!signal.aborted) {
    const { messages } = await mail.receive(me.agent, type === undefined ? {} : { type })
    for (const message of messages) if (!seen.has(message.path)) handOver(message)
    seen = new Set(messages.map((message) => message.path))
    await mail.waitForMail(me.agent, signal)
  }
}
