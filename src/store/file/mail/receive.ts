import type { AgentName } from '../../../core/agent-name.js'
import type { StoredMessage } from '../../../core/mail/message.js'
import { unreachable } from '../../../core/unreachable.js'
import type { Delivery, ReceiveOptions, RejectedFile } from '../../mailbox.js'
import { filesOfAgent, type MailFolders } from './mail-folders.js'
import { readInOrder, type ExaminedFile } from './read-in-order.js'
import { reject } from './rejects.js'

export function receiveMail(
  folders: MailFolders,
  agent: AgentName,
  { type, limit = Infinity }: ReceiveOptions,
): Delivery {
  const messages: StoredMessage[] = []
  const rejected: RejectedFile[] = []
  for (const each of readInOrder(folders, filesOfAgent(folders, agent))) {
    if (messages.length >= limit) break
    if (each.examined.kind !== 'message') rejected.push(...explain(folders, each))
    else if (type === undefined || each.examined.message.type === type) messages.push(each.examined.message)
  }
  return { messages, rejected }
}

function explain(folders: MailFolders, { file, examined }: ExaminedFile): readonly RejectedFile[] {
  switch (examined.kind) {
    case 'malformed': {
      const rejected = reject(folders, file, examined.reason)
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
