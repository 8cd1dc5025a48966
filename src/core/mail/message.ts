import type { AgentName } from '../agent-name.js'
import type { EpochMs } from '../time.js'

export const MESSAGE_TYPES = ['TASK', 'REPORT', 'REQUEST', 'ALERT'] as const
export type MessageType = (typeof MESSAGE_TYPES)[number]

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }
export type Payload = Readonly<Record<string, JsonValue>>

/** A message before the mailbox has given it an id and a time. */
export interface Draft {
  readonly from: AgentName
  readonly to: AgentName
  readonly type: MessageType
  /** 1 highest … 9 lowest. */
  readonly priority: number
  readonly payload: Payload
  /** The id of the message that this one answers. */
  readonly inReplyTo?: string
}

export interface Message extends Draft {
  readonly id: string
  /** By the sender's clock. Messages of other programs have whole seconds. */
  readonly sentAt: EpochMs
}

/** A message and the file that holds it now. */
export interface StoredMessage extends Message {
  readonly path: string
}
