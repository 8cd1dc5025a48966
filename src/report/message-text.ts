import type { StoredMessage } from '../core/message.js'
import { printable } from '../core/quote.js'
import { describeDuration, type EpochMs } from '../core/time.js'

const MAX_TEXT = 2_000
const MAX_LINES = 20

/**
 * A message for a person or an agent: one line on where it is from, then its text behind `> `, so that nothing
 * in it can pass for a line of ours.
 */
export function renderMessage(message: StoredMessage, now: EpochMs): string {
  const age = describeDuration(now - message.sentAt)
  const reply = message.inReplyTo === undefined ? '' : `, answers ${printable(message.inReplyTo)}`
  const head = `${message.type} from ${printable(message.from)}, ${age} ago, priority ${message.priority}, id ${printable(message.id)}${reply}`
  return [head, ...bodyOf(message).map((line) => `> ${line}`)].join('\n')
}

function bodyOf({ payload }: StoredMessage): readonly string[] {
  const { text, ...rest } = payload
  const said = typeof text === 'string' ? text.split(/\r\n|[\n\r\u2028\u2029]/) : []
  const data = Object.keys(rest).length === 0 ? [] : [JSON.stringify(rest)]
  const lines = [...said, ...data]
  const shown = lines.slice(0, MAX_LINES).map((line) => printable(line, MAX_TEXT))
  return lines.length > MAX_LINES ? [...shown, `(${lines.length - MAX_LINES} more lines)`] : shown
}
