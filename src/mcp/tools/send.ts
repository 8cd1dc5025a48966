import * as z from 'zod/mini'
import { findAgents } from '../../app/mail/find-agents.js'
import { mailingOf } from '../../app/mail/mailing.js'
import { replyTo, sendMessage } from '../../app/mail/send-message.js'
import { parseAgentName } from '../../core/agent-name.js'
import { DEFAULT_PRIORITY, HIGHEST_PRIORITY, LOWEST_PRIORITY } from '../../core/locks/lock.js'
import { MESSAGE_TYPES } from '../../core/mail/message.js'
import { ProblemError, valueOf } from '../../core/problems/problem.js'
import { described } from '../shapes.js'
import { defineTool } from '../tool.js'

const MAX_TEXT = 20_000

export const sendTool = defineTool({
  name: 'send',
  title: 'Send a message to another agent',
  description: 'Sends a message to one agent or to all known agents. It stays in the mailbox until it is archived.',
  effects: { readOnly: false, destructive: false, idempotent: false },
  input: z.strictObject({
    text: described(z.string().check(z.minLength(1), z.maxLength(MAX_TEXT)), 'The text of the message.'),
    to: described(
      z.optional(z.string().check(z.maxLength(64))),
      'The name of an agent. Left out: the sender of the message in replyTo; without replyTo, all known agents but you.',
    ),
    type: described(
      z.optional(z.enum(MESSAGE_TYPES)),
      'Left out: TASK to one agent, REPORT as a reply, ALERT to all agents.',
    ),
    priority: described(
      z.optional(z.int().check(z.gte(HIGHEST_PRIORITY), z.lte(LOWEST_PRIORITY))),
      '1 highest to 9 lowest. Left out: 5 to one agent, 1 to all agents; a reply takes the priority of the answered message.',
    ),
    replyTo: described(
      z.optional(z.string().check(z.minLength(6), z.maxLength(200))),
      'The id of the message that you answer; it is archived. Left out: your message is no reply.',
    ),
  }),
  output: z.object({ sent: z.array(z.object({ id: z.string(), to: z.string() })) }),
  async run({ workspace }, { text, to, type, priority, replyTo: answered }) {
    const payload = { text }
    const mailing = mailingOf(workspace)
    if (answered !== undefined) {
      if (to !== undefined || priority !== undefined) throw clashWithReply(to === undefined ? 'priority' : 'to')
      const sent = await replyTo(mailing, answered, { type: type ?? 'REPORT', payload, archive: true })
      return { sent: [{ id: sent.id, to: sent.to }] }
    }
    const isToAll = to === undefined
    const { names } = await findAgents(workspace, mailing.mail)
    const sent = await sendMessage(mailing, names, {
      to: isToAll ? null : valueOf(parseAgentName(to, 'to')),
      type: type ?? (isToAll ? 'ALERT' : 'TASK'),
      priority: priority ?? (isToAll ? HIGHEST_PRIORITY : DEFAULT_PRIORITY),
      payload,
    })
    return { sent: sent.map((message) => ({ id: message.id, to: message.to })) }
  },
})

function clashWithReply(first: string): ProblemError {
  return new ProblemError({
    area: 'usage',
    code: 'arguments-clash',
    first,
    second: 'replyTo',
    example: 'git holdfast reply -h',
  })
}
