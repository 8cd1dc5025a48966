import type { MessageType } from '../core/message.js'
import { valueOf } from '../core/parsed.js'
import { ProblemError } from '../core/problem.js'
import { MINUTE_MS, toUtcSeconds } from '../core/time.js'
import type { Claim, Delivery } from '../store/mailbox.js'
import type { Workspace } from './workspace.js'

const CLAIM_LEASE_MS = 15 * MINUTE_MS

export interface InboxFilter {
  readonly type?: MessageType
  readonly limit?: number
}

/** What waits for this agent, in priority then arrival order. Takes nothing away. */
export function readInbox(workspace: Workspace, filter: InboxFilter): Promise<Delivery> {
  return workspace.mail.receive(valueOf(workspace.identity).agent, filter)
}

/** The next message that nobody works on, for 15 minutes; null where there is none. */
export function claimNext(workspace: Workspace, type: MessageType | undefined): Promise<Claim | null> {
  const { agent } = valueOf(workspace.identity)
  return workspace.mail.claim(agent, {
    leaseMs: CLAIM_LEASE_MS,
    claimant: claimantOf(workspace),
    ...(type === undefined ? {} : { type }),
  })
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
