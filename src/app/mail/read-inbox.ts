import { isSameAgent, type AgentName } from '../../core/agent-name.js'
import type { MessageType, StoredMessage } from '../../core/mail/message.js'
import { ProblemError, valueOf } from '../../core/problems/problem.js'
import { NO_RECEIPT, type Receipt } from '../../core/mail/receipt.js'
import { MINUTE_MS, toUtcSeconds } from '../../core/time.js'
import type { Claim, Delivery } from '../../store/mailbox.js'
import type { Workspace } from '../workspace/workspace.js'

const CLAIM_LEASE_MS = 15 * MINUTE_MS

export interface InboxFilter {
  readonly type?: MessageType
  readonly limit?: number
}

export interface ReadInbox extends Delivery {
  /** What had become of the messages before this reading, by id. */
  readonly receipts: ReadonlyMap<string, Receipt>
}

/** What waits for this agent, in priority then arrival order. Takes nothing away, and notes that it was seen. */
export async function readInbox(workspace: Workspace, filter: InboxFilter): Promise<ReadInbox> {
  const { agent } = valueOf(workspace.identity)
  const delivery = await workspace.mail.receive(agent, filter)
  const receipts = workspace.receipts.of(agent)
  const unseen = delivery.messages.filter(({ id }) => receipts.get(id)?.seenAt == null)
  workspace.receipts.note(
    agent,
    'seen',
    unseen.map(({ id }) => id),
  )
  return { ...delivery, receipts }
}

export interface SentMessage {
  readonly message: StoredMessage
  readonly receipt: Receipt
}

/** What this agent has sent and nobody has archived yet, with what became of it; the oldest first. */
export async function listSent(workspace: Workspace): Promise<readonly SentMessage[]> {
  const me = valueOf(workspace.identity).agent
  const found: SentMessage[] = []
  for (const agent of await workspace.mail.agents()) {
    const receipts = workspace.receipts.of(agent)
    const { messages } = await workspace.mail.receive(agent)
    const mine = messages.filter((message) => isSameAgent(message.from, me))
    found.push(...mine.map((message) => ({ message, receipt: receipts.get(message.id) ?? NO_RECEIPT })))
  }
  return found.sort((a, b) => a.message.sentAt - b.message.sentAt)
}

/** How many of the messages that wait the agent has not seen. Opens them. */
export async function countUnseen(workspace: Workspace, agent: AgentName): Promise<number> {
  if ((await workspace.mail.peek(agent)) === 0) return 0
  const receipts = workspace.receipts.of(agent)
  const { messages } = await workspace.mail.receive(agent)
  return messages.filter(({ id }) => receipts.get(id)?.seenAt == null).length
}

/** The next message that nobody works on, for 15 minutes; null where there is none. */
export async function claimNext(workspace: Workspace, type: MessageType | undefined): Promise<Claim | null> {
  const { agent } = valueOf(workspace.identity)
  const claim = await workspace.mail.claim(agent, {
    leaseMs: CLAIM_LEASE_MS,
    claimant: claimantOf(workspace),
    ...(type === undefined ? {} : { type }),
  })
  if (claim !== null) workspace.receipts.note(agent, 'seen', [claim.message.id])
  return claim
}

/** Gives the whole id, and the path in the archive. @throws ProblemError `message-not-found`, `message-claimed`, `message-ambiguous` */
export async function archiveMessage(
  workspace: Workspace,
  id: string,
): Promise<{ readonly id: string; readonly path: string }> {
  const message = await workspace.mail.find(id)
  const outcome = await workspace.mail.archive(id, claimantOf(workspace))
  switch (outcome.kind) {
    case 'archived':
      if (message !== null) workspace.receipts.note(message.to, 'acknowledged', [message.id])
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

/** Who a claim is by: a session of the agent, where it has one. */
export function claimantOf(workspace: Workspace): string {
  const { agent, session } = valueOf(workspace.identity)
  return session === '' ? agent : `${agent}/${session}`.slice(0, 200)
}

/** Hands over what waits, then every message as it comes, each once; ends with `signal`. */
export async function followInbox(
  workspace: Workspace,
  type: MessageType | undefined,
  handOver: (message: StoredMessage) => void,
  signal: AbortSignal,
): Promise<void> {
  const { agent } = valueOf(workspace.identity)
  let seen: ReadonlySet<string> = new Set()
  while (!signal.aborted) {
    const { messages } = await workspace.mail.receive(agent, type === undefined ? {} : { type })
    for (const message of messages) if (!seen.has(message.path)) handOver(message)
    seen = new Set(messages.map((message) => message.path))
    await workspace.mail.waitForMail(agent, signal)
  }
}
