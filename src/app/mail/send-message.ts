import { isSameAgent, type AgentName } from '../../core/agent-name.js'
import { knownAgents } from './alert-conflict.js'
import type { MessageType, Payload, StoredMessage } from '../../core/mail/message.js'
import { valueOf } from '../../core/problems/parsed.js'
import { ProblemError } from '../../core/problems/problem.js'
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

/** @throws ProblemError of area `mail` or `store`; durable for each message returned */
export async function sendMessage(workspace: Workspace, request: SendRequest): Promise<readonly StoredMessage[]> {
  const { agent: from } = valueOf(workspace.identity)
  const { to, type, priority, payload } = request
  if (to !== null)
    return [await workspace.mail.send({ from, to: await spellingOf(workspace, to), type, priority, payload })]
  const everyone = await listAgents(workspace, from)
  if (everyone.length === 0) throw new ProblemError({ area: 'mail', code: 'nobody-to-tell' })
  return workspace.mail.broadcast({ from, type, priority, payload }, everyone)
}

/** Everyone who has a mailbox, a lock or a session, or is named in the configuration, but `me`. */
export async function listAgents(workspace: Workspace, me: AgentName): Promise<readonly AgentName[]> {
  const [mailboxes, snapshot] = await Promise.all([workspace.mail.agents(), workspace.locks.read()])
  const holders = snapshot.locks.map((lock) => lock.owner.agent)
  const active = workspace.sessions.list().map((session) => session.agent)
  return knownAgents([...holders, ...active, ...workspace.policy.agents, ...mailboxes], me)
}

/** Names compare without case: a message goes to the agent in the spelling that is known. */
async function spellingOf(workspace: Workspace, to: AgentName): Promise<AgentName> {
  const snapshot = await workspace.locks.read()
  const holder = snapshot.locks.find((lock) => isSameAgent(lock.owner.agent, to))
  return holder?.owner.agent ?? to
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
