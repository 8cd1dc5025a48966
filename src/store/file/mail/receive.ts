import type { AgentName } from '../../../core/agent-name.js'
import type { StoredMessage } from '../../../core/mail/message.js'
import { unreachable } from '../../../core/unreachable.js'
import type { Delivery, ReceiveOptions, RejectedFile } from '../../mailbox.js'
import { filesOfAgent, type MailRoom } from './mail-folders.js'
import { readInOrder, type ExaminedFile } from './read-in-order.js'
import { reject } from './rejects.js'

export function receiveMail(room: MailRoom, agent: AgentName, { type, limit = Infinity }: ReceiveOptions): Delivery {
  const messages: StoredMessage[] = []
  const rejected: RejectedFile[] = []
  for (const each of readInOrder(room, filesOfAgent(room, agent))) {
    if (messages.length >= limit) break
    if (each.examined.kind !== 'message') rejected.push(...explain(room, each))
    else if (type === undefined || each.examined.message.type === type) messages.push(each.examined.message)
  }
  return { messages, rejected }
}

function explain(room: MailRoom, { file, examined }: ExaminedFile): readonly RejectedFile[] {
  switch (examined.kind) {
    case 'malformed': {
      const rejected = reject(room, file, examined.reason)
      return rejected === null ? [] : [rejected]
    }
    case 'unreadable':
    case 'unknown':
      return [{ path: file.path, reason: examined.reason }]
    case 'gone':
    case 'message':
      return []
    default:
      return unreachable(examined)
  }
}
