import type { JsonValue, Payload, StoredMessage } from '../core/mail/message.js'
import { printable } from '../core/quote.js'
import { NO_RECEIPT, type Receipt } from '../core/mail/receipt.js'
import { describeDuration, type EpochMs } from '../core/time.js'

const MAX_TEXT = 2_000
const MAX_LINES = 20

/**
 * Writes a message for a person or an agent: one line about its sender, then its text behind `> `, so that no line of
 * the text can pass for a line of Holdfast.
 */
export function renderMessage(message: StoredMessage, now: EpochMs, receipt: Receipt = NO_RECEIPT): string {
  const age = describeDuration(now - message.sentAt)
  const reply = message.inReplyTo === undefined ? '' : `, answers ${printable(message.inReplyTo)}`
  const head = `${message.type} from ${printable(message.from)}, ${age} ago, priority ${message.priority}, id ${printable(message.id)}${reply}${describeReceipt(receipt, now)}`
  return [head, ...bodyOf(message).map((line) => `> ${line}`)].join('\n')
}

function describeReceipt({ seenAt, acknowledgedAt }: Receipt, now: EpochMs): string {
  const seen = seenAt === null ? '' : `, seen ${describeDuration(now - seenAt)} ago`
  return acknowledgedAt === null ? seen : `${seen}, acknowledged ${describeDuration(now - acknowledgedAt)} ago`
}

function bodyOf({ payload }: StoredMessage): readonly string[] {
  const { text, paths, ...rest } = payload
  const said = typeof text === 'string' ? text.split(/\r\n|[\n\r\u2028\u2029]/) : []
  const locked = Array.isArray(paths) ? paths.flatMap(describePath) : []
  const data = Object.entries(rest).flatMap(([key, value]) =>
    isSaid(key, value) ? [] : [`${key}: ${JSON.stringify(value)}`],
  )
  const lines = [...said, ...locked, ...data]
  const shown = lines.slice(0, MAX_LINES).map((line) => printable(line, MAX_TEXT))
  return lines.length > MAX_LINES ? [...shown, `(${lines.length - MAX_LINES} more lines)`] : shown
}

/** Says whether an entry repeats the text or the head of the message, or is empty. */
function isSaid(key: string, value: JsonValue): boolean {
  return ['kind', 'agent', 'pathCount', 'time'].includes(key) || value === null
}

/** Describes a path of an ALERT with its locks. An entry of another shape is shown as JSON. */
function describePath(entry: JsonValue): readonly string[] {
  const { path, locks } = asObject(entry)
  if (typeof path !== 'string' || !Array.isArray(locks)) return [JSON.stringify(entry)]
  return [`  ${path}`, ...locks.map((lock: JsonValue) => `    ${describeLock(asObject(lock))}`)]
}

function describeLock({ agent, action, resource, description, expiresAt }: Payload): string {
  const why = typeof description === 'string' && description !== '' ? `, ${JSON.stringify(description)}` : ''
  return `locked by ${wordOf(agent)}: ${wordOf(action)} on ${JSON.stringify(wordOf(resource))}${why}, until ${wordOf(expiresAt)}`
}

function wordOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '?'
}

function asObject(value: JsonValue): Payload {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Payload) : {}
}
