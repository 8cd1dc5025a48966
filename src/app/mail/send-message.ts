import { isSameAgent, type AgentName } from '../../core/agent-name.js'
import type { Draft, MessageType, Payload, StoredMessage } from '../../core/mail/message.js'
import { ProblemError } from '../../core/problems/problem.js'
import type { Mailbox } from '../../store/mailbox.js'
import { archiveMessage } from './read-inbox.js'
import type { Mailing } from './mailing.js'

export interface SendRequest {
  /** Null: to all known agents. */
  readonly to: AgentName | null
  readonly type: MessageType
  /** 1 highest … 9 lowest. */
  readonly priority: number
  readonly payload: Payload
}

/**
 * Sends a message to one agent or to all known agents. Names compare without case, and the message goes to the known
 * spelling. Every returned message is durable.
 *
 * @param known the known agents, from `findAgents`
 * @throws ProblemError of area `mail` or `store`
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

/** Answers the sender of a message, and archives the message with `archive`. */
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
 * Tells an agent about an action that is done. If the message cannot be sent, the problem says so, and says that the
 * action is done all the same.
 *
 * @param done the action as a sentence without its full stop
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
