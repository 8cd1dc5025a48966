import { isSameAgent, type AgentName } from '../../core/agent-name.js'
import type { Draft, MessageType, Payload, StoredMessage } from '../../core/mail/message.js'
import { ProblemError } from '../../core/problems/problem.js'
import type { Mailbox } from '../../store/mailbox.js'
import { archiveMessage } from './read-inbox.js'
import type { Mailing } from './mailing.js'

export interface SendRequest {
  /** Null: to everyone known. */
  readonly to: AgentName | null
  readonly type: MessageType
  /** 1 highest … 9 lowest. */
  readonly priority: number
  readonly payload: Payload
}

/**
 * Names compare without case: a message goes to the agent in the spelling that is known.
 *
 * @param known who can be written to, as `findAgents` gives them
 * @throws ProblemError of area `mail` or `store`; durable for each message returned
 */
export async function sendMessage(
  { me, mail }: Pick<Mailing, 'me' | 'mail'>,
  known: readonly AgentName[],
  { to, type, priority, payload }: SendRequest,
): Promise<readonly StoredMessage[]> {
  const draft = { from: me.agent, type, priority, payload }
  if (to !== null) return [await mail.send({ ...draft, to: known.find((name) => isSameAgent(name, to)) ?? to })]
  const others = known.filter((name) => !isSameAgent(name, me.agent))
  if (others.length === 0) throw new ProblemError({ area: 'mail', code: 'nobody-to-tell' })
  return mail.broadcast(draft, others)
}

/** Answers a message to whoever sent it; `archive` says that the matter is closed. */
export async function replyTo(
  mailing: Mailing,
  id: string,
  request: { readonly type: MessageType; readonly payload: Payload; readonly archive: boolean },
): Promise<StoredMessage> {
  const { me, mail, receipts } = mailing
  const original = await mail.find(id)
  if (original === null) throw new ProblemError({ area: 'mail', code: 'message-not-found', id })
  const { type, payload } = request
  const draft = {
    from: me.agent,
    to: original.from,
    type,
    priority: original.priority,
    payload,
    inReplyTo: original.id,
  }
  const sent = await mail.send(draft)
  receipts.note(original.to, 'acknowledged', [original.id])
  if (request.archive) await archiveMessage(mailing, original.id)
  return sent
}

/**
 * Tells somebody what has been done. It stays done where they cannot be told, and is not to be taken for refused.
 *
 * @param done the deed as a sentence without its full stop
 * @throws ProblemError `done-untold`
 */
export async function tellOfDeed(mail: Pick<Mailbox, 'send'>, draft: Draft, done: string): Promise<void> {
  try {
    await mail.send(draft)
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    throw new ProblemError({ area: 'mail', code: 'done-untold', done, agent: draft.to, reason: error.message })
  }
}
