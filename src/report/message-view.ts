import type { StoredMessage } from '../core/mail/message.js'
import { NO_RECEIPT, type Receipt } from '../core/mail/receipt.js'
import { toIso } from './lock-view.js'

/** A message in `--json`: its record, and the file that holds it. */
export interface MessageView {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly type: string
  readonly priority: number
  readonly timestamp: string
  readonly payload: StoredMessage['payload']
  readonly inReplyTo?: string
  readonly path: string
}

export function toMessageView(message: StoredMessage): MessageView {
  const { id, from, to, type, priority, sentAt, payload, inReplyTo, path } = message
  const reply = inReplyTo === undefined ? {} : { inReplyTo }
  return { id, from, to, type, priority, timestamp: toIso(sentAt), payload, ...reply, path }
}

/** And what became of it: when its agent saw it first, and when it was archived or answered. */
export interface MessageStateView extends MessageView {
  readonly seenAt: string | null
  readonly acknowledgedAt: string | null
}

export function toMessageStateView(message: StoredMessage, receipt: Receipt = NO_RECEIPT): MessageStateView {
  const { seenAt, acknowledgedAt } = receipt
  return {
    ...toMessageView(message),
    seenAt: seenAt === null ? null : toIso(seenAt),
    acknowledgedAt: acknowledgedAt === null ? null : toIso(acknowledgedAt),
  }
}
