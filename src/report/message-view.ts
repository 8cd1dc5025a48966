import type { StoredMessage } from '../core/mail/message.js'
import { NO_RECEIPT, type Receipt } from '../core/mail/receipt.js'
import { toIso } from './lock-view.js'

/** A message in `--json`: the fields of its record, and the path of its file. */
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

/** A message with its receipts: when its agent first saw it, and when the agent archived or answered it. */
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
