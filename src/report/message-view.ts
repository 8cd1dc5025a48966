import type { StoredMessage } from '../core/message.js'
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
