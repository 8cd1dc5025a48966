import { isSameAgent, type AgentName } from '../../core/agent-name.js'
import type { MessageType, Payload, StoredMessage, Draft } from '../../core/mail/message.js'
import { ProblemError, valueOf } from '../../core/problems/problem.js'
import { findAgents, type KnownAgents } from './find-agents.js'
import { archiveMessage } from './read-inbox.js'
import type { Workspace } from '../workspace/workspace.js'

export interface SendRequest {
  /** Null: to everyone known. */
  readonly to: AgentName | null
  readonly type: MessageType
  /** 1 highest … 9 lowest. */
  readonly priority: number
  readonly payload: Payload
}

export interface Sent {
  readonly messages: readonly StoredMessage[]
  /** Who was known before this message, which makes a mailbox where there is none. */
  readonly known: KnownAgents
}

/**
 * Names compare without case: a message goes to the agent in the spelling that is known.
 *
 * @throws ProblemError of area `mail` or `store`; durable for each message returned
 */
export async function sendMessage(workspace: Workspace, request: SendRequest): Promise<Sent> {
  const { agent: from } = valueOf(workspace.identity)
  const { to, type, priority, payload } = request
  const known = await findAgents(workspace)
  if (to !== null) {
    const spelled = known.names.find((name) => isSameAgent(name, to)) ?? to
    return { messages: [await workspace.mail.send({ from, to: spelled, type, priority, payload })], known }
  }
  const others = known.names.filter((name) => !isSameAgent(name, from))
  if (others.length === 0) throw new ProblemError({ area: 'mail', code: 'nobody-to-tell' })
  return { messages: await workspace.mail.broadcast({ from, type, priority, payload }, others), known }
}

/** Answers a message to whoever sent it; `archive` says that the matter is closed. */
export async function replyTo(
  workspace: Workspace,
  id: string,
  request: { readonly type: MessageType; readonly payload: Payload; readonly archive: boolean },
): Promise<StoredMessage> {
  const { agent: from } = valueOf(workspace.identity)
  const original = await workspace.mail.find(id)
  if (original === null) throw new ProblemError({ area: 'mail', code: 'message-not-found', id })
  const { type, payload } = request
  const draft = { from, to: original.from, type, priority: original.priority, payload, inReplyTo: original.id }
  const sent = await workspace.mail.send(draft)
  workspace.receipts.note(original.to, 'acknowledged', [original.id])
  if (request.archive) await archiveMessage(workspace, original.id)
  return sent
}

/**
 * Tells somebody what has been done. It stays done where they cannot be told, and is not to be taken for refused.
 *
 * @param done the deed as a sentence without its full stop
 * @throws ProblemError `done-untold`
 */
export async function tellOfDeed({ mail }: Workspace, draft: Draft, done: string): Promise<void> {
  try {
    await mail.send(draft)
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    throw new ProblemError({ area: 'mail', code: 'done-untold', done, agent: draft.to, reason: error.message })
  }
}
