import { randomBytes } from 'node:crypto'
import type { AgentEvent } from '../../programs/agent-event.js'
import type { StoredMessage } from '../../core/mail/message.js'
import { MINUTE_MS, SECOND_MS } from '../../core/time.js'
import { renderMailForAgent } from '../../report/mail-for-agent.js'
import type { Mailbox } from '../../store/mailbox.js'
import { mailingOf } from '../mail/mailing.js'
import type { Workspace } from '../workspace/workspace.js'

/** More messages than one answer shows, so that the answer can say how many are left. */
const LOOK_AHEAD = 50

/** New mail keeps an agent from stopping at most once in this time. */
const STOP_WINDOW_MS = MINUTE_MS
const SAME_EVENT_MS = 10 * SECOND_MS

/**
 * Returns the messages that the agent has not seen as text for its model, and notes them as seen; empty when there are
 * none. Each message is shown once. A message that cannot be noted as seen is shown all the same.
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

/** False in the second hook for the same event: some programs also run the hooks that were installed for another. */
function isFirst(mail: Mailbox, event: AgentEvent, unseen: readonly StoredMessage[]): Promise<boolean> {
  const { kind, program, session, name } = event
  if (kind === 'stop') return mail.markOnce(`agent-hook stop ${program ?? ''} ${session}`, STOP_WINDOW_MS)
  const newest = unseen.map(({ id }) => id).sort()
  return mail.markOnce(`agent-hook ${name} ${session} ${newest.join(' ')}`, SAME_EVENT_MS)
}
