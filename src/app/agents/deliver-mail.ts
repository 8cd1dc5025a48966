import { randomBytes } from 'node:crypto'
import type { AgentEvent } from '../../programs/agent-event.js'
import type { StoredMessage } from '../../core/mail/message.js'
import { MINUTE_MS, SECOND_MS } from '../../core/time.js'
import { renderMailForAgent } from '../../report/mail-for-agent.js'
import type { Mailbox } from '../../store/mailbox.js'
import { mailingOf } from '../mail/mailing.js'
import type { Workspace } from '../workspace/workspace.js'

/** Enough to know whether there are more than are shown. */
const LOOK_AHEAD = 50

/** However much mail comes, it keeps an agent from its end no more often than this. */
const STOP_WINDOW_MS = MINUTE_MS
const SAME_EVENT_MS = 10 * SECOND_MS

/**
 * The mail that the agent has not seen yet, as text for its model, and notes that it has been shown; empty where there
 * is none. Each message once: a message that cannot be noted as shown is shown all the same.
 */
export async function deliverMail(workspace: Workspace, event: AgentEvent): Promise<string> {
  if (event.isContinued || event.subagent !== '' || !workspace.identity.ok) return ''
  const { me, mail, receipts } = mailingOf(workspace)
  const { agent } = me
  if ((await mail.peek(agent)) === 0) return ''
  const known = receipts.of(agent)
  const { messages } = await mail.receive(agent, { limit: known.size + LOOK_AHEAD })
  const unseen = messages.filter(({ id }) => known.get(id)?.seenAt == null)
  if (unseen.length === 0 || !(await isFirst(mail, event, unseen))) return ''
  const fence = randomBytes(8).toString('hex')
  const { text, shown } = renderMailForAgent(unseen, { agent, fence, now: workspace.now() })
  receipts.note(
    agent,
    'seen',
    shown.map(({ id }) => id),
  )
  return text
}

/** One event may start two hooks, where a program runs what was wired for another as well. */
function isFirst(mail: Mailbox, event: AgentEvent, unseen: readonly StoredMessage[]): Promise<boolean> {
  const { kind, program, session, name } = event
  if (kind === 'stop') return mail.markOnce(`agent-hook stop ${program ?? ''} ${session}`, STOP_WINDOW_MS)
  const newest = unseen.map(({ id }) => id).sort()
  return mail.markOnce(`agent-hook ${name} ${session} ${newest.join(' ')}`, SAME_EVENT_MS)
}
