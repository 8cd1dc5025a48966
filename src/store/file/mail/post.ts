import { dirname, join } from 'node:path'
import { isSameAgent, type AgentName } from '../../../core/agent-name.js'
import { HIGHEST_PRIORITY, LOWEST_PRIORITY } from '../../../core/locks/lock.js'
import type { Draft, Message, Payload, StoredMessage } from '../../../core/mail/message.js'
import { ProblemError } from '../../../core/problems/problem.js'
import type { UnreachedAgent } from '../../../core/problems/mail-problem.js'
import {
  isWithinDepth,
  MAX_ID_LENGTH,
  MAX_PAYLOAD_DEPTH,
  renderMessageRecord,
} from '../../../records/message-record.js'
import { ensureFolder, publish, type MailFolders } from './mail-folders.js'
import { mailboxFolderName, messageFileName } from './file-names.js'

const MAX_PAYLOAD_BYTES = 1024 * 1024

const ATTEMPTS = 8

/** Numbers the messages of one process within one millisecond, so that their names keep their order. */
export type NextSequence = (sentAt: number) => number

export function countPerMillisecond(): NextSequence {
  let last = { sentAt: -1, sequence: -1 }
  return (sentAt) => {
    last = { sentAt, sequence: last.sentAt === sentAt ? last.sequence + 1 : 0 }
    return last.sequence
  }
}

/**
 * The message is durable when the call returns.
 *
 * @throws ProblemError `payload-too-large`, `payload-too-deep` or of area `store`: nothing was sent. After
 *   `outcome-unknown` the message may have been sent.
 */
export function postMessage(folders: MailFolders, nextSequence: NextSequence, draft: Draft): StoredMessage {
  requireSendable(draft)
  const folder = ensureFolder(folders, [mailboxFolderName(draft.to)])
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const message: Message = { ...draft, id: folders.randomId(), sentAt: Math.floor(folders.now()) }
    const path = join(folder, messageFileName(message, nextSequence(message.sentAt)))
    if (!publishSettled(folders, path, renderMessageRecord(message))) continue
    syncMailbox(folders, path)
    return { ...message, path }
  }
  throw new ProblemError({ area: 'store', code: 'contended', attempts: ATTEMPTS })
}

/**
 * Sends one message to each mailbox that `to` names.
 *
 * @throws ProblemError `broadcast-incomplete`: every mailbox was tried, and the error names those that were reached
 */
export function postToEach(
  folders: MailFolders,
  nextSequence: NextSequence,
  draft: Omit<Draft, 'to'>,
  to: readonly AgentName[],
): readonly StoredMessage[] {
  requireSendable(draft)
  const receivers = to.filter((agent, index) => to.findIndex((other) => isSameAgent(other, agent)) === index)
  const sent: StoredMessage[] = []
  const unreached: UnreachedAgent[] = []
  for (const agent of receivers) {
    try {
      sent.push(postMessage(folders, nextSequence, { ...draft, to: agent }))
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      unreached.push({ agent, reason: error.message })
    }
  }
  if (unreached.length === 0) return sent
  throw new ProblemError({
    area: 'mail',
    code: 'broadcast-incomplete',
    reached: sent.map((message) => message.to),
    unreached,
  })
}

function requireSendable({ payload, priority, inReplyTo = '' }: Omit<Draft, 'to'>): void {
  if (!Number.isInteger(priority) || priority < HIGHEST_PRIORITY || priority > LOWEST_PRIORITY) {
    throw new RangeError(`priority ${priority} is not a whole number from ${HIGHEST_PRIORITY} to ${LOWEST_PRIORITY}`)
  }
  if (inReplyTo.length > MAX_ID_LENGTH) throw new RangeError(`inReplyTo has more than ${MAX_ID_LENGTH} characters`)
  requireFits(payload)
}

/** Every reader would refuse a payload that is too deep or too large here. */
function requireFits(payload: Payload): void {
  if (!isWithinDepth(payload, MAX_PAYLOAD_DEPTH)) {
    throw new ProblemError({ area: 'mail', code: 'payload-too-deep', limit: MAX_PAYLOAD_DEPTH })
  }
  const bytes = Buffer.byteLength(JSON.stringify(payload, null, 2))
  if (bytes <= MAX_PAYLOAD_BYTES) return
  throw new ProblemError({ area: 'mail', code: 'payload-too-large', bytes, limit: MAX_PAYLOAD_BYTES })
}

/** A disk may report a failure and have linked all the same. No other message has this name, so a look at it tells. */
function publishSettled(folders: MailFolders, path: string, text: string): boolean {
  try {
    return publish(folders, path, text)
  } catch (error) {
    if (isPublished(folders, path, error)) return true
    throw error
  }
}

function isPublished(folders: MailFolders, path: string, cause: unknown): boolean {
  try {
    return folders.disk.exists(path)
  } catch {
    throw sendUnknown(path, cause)
  }
}

function syncMailbox(folders: MailFolders, path: string): void {
  try {
    folders.disk.syncFolder(dirname(path))
  } catch (error) {
    throw sendUnknown(path, error)
  }
}

function sendUnknown(path: string, cause: unknown): ProblemError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new ProblemError({ area: 'store', code: 'outcome-unknown', action: `send ${path}`, reason })
}
