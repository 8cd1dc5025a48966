import { createHash } from 'node:crypto'
import type { AgentName } from '../../../core/agent-name.js'
import { MESSAGE_TYPES, type Message } from '../../../core/mail/message.js'
import type { EpochMs } from '../../../core/time.js'

export const MESSAGE_SUFFIX = '.json'

/** The parts of the name of a file of ours: by them a mailbox is sorted without opening its files. */
export interface MessageName {
  readonly priority: number
  readonly sentAt: EpochMs
  /** Counts the messages that one process sent within one millisecond. */
  readonly sequence: number
  /** The first letters and digits of the message's id. */
  readonly idStart: string
}

const ID_START_LENGTH = 8
const NAME_OF_OURS = new RegExp(
  `^([1-9])_\\d{8}_\\d{6}_[A-Za-z0-9._-]{1,64}_(?:${MESSAGE_TYPES.join('|')})_(\\d{13})-(\\d{4})-([A-Za-z0-9]{1,${ID_START_LENGTH}})\\.json$`,
)

/**
 * `<priority>_<YYYYmmdd_HHMMSS>_<from>_<TYPE>_<ms since 1970>-<sequence>-<start of the id>.json`. The protocol
 * puts the sender's local time into the name, and other programs read a mailbox in the order of the names.
 */
export function messageFileName(message: Message, sequence: number): string {
  const { priority, from, type, sentAt, id } = message
  const unique = `${digits(sentAt, 13)}-${digits(sequence, 4)}-${idStart(id)}`
  return `${priority}_${localTime(sentAt)}_${from}_${type}_${unique}${MESSAGE_SUFFIX}`
}

/** Null for the name of a file that another program wrote. */
export function parseMessageName(name: string): MessageName | null {
  const match = NAME_OF_OURS.exec(name)
  if (match === null) return null
  const [, priority = '', sentAt = '', sequence = '', start = ''] = match
  return { priority: Number(priority), sentAt: Number(sentAt), sequence: Number(sequence), idStart: start }
}

/** Can a file of this name hold a message whose id is `id`, or begins with it? */
export function createIdFilter(id: string): (name: string) => boolean {
  const wanted = idStart(id)
  return (name) => {
    const own = parseMessageName(name)
    return own === null || own.idStart.startsWith(wanted) || wanted.startsWith(own.idStart)
  }
}

/** The agent's folder as every program of the protocol writes it: one capital, the rest small. */
export function mailboxFolderName(agent: AgentName): string {
  return `To_${agent.slice(0, 1).toUpperCase()}${agent.slice(1).toLowerCase()}`
}

/** The agent of a mailbox folder, in lower case, because the capital is the folder's; null for another folder. */
export function agentOfFolder(name: string): string | null {
  return /^to_/i.test(name) ? name.slice(3).toLowerCase() : null
}

/**
 * The name of a message in the archive. The file names of other programs repeat within a second, so the content becomes
 * part of the name there: only the same message can have that name already.
 */
export function archivedFileName(name: string, content: Uint8Array, isTaken: (name: string) => boolean): string {
  if (parseMessageName(name) !== null && !isTaken(name)) return name
  return `${shortened(name.slice(0, -MESSAGE_SUFFIX.length))}_${hashOf(content).slice(0, 16)}${MESSAGE_SUFFIX}`
}

/** A name that leaves room for a suffix: file systems end at 255 bytes. */
export function shortened(name: string): string {
  return Buffer.byteLength(name) <= 180 ? name : `${name.slice(0, 40)}_${hashOf(name).slice(0, 16)}`
}

export function hashOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

function idStart(id: string): string {
  return id.replace(/[^A-Za-z0-9]/g, '').slice(0, ID_START_LENGTH)
}

function localTime(time: EpochMs): string {
  const date = new Date(time)
  const day = `${digits(date.getFullYear(), 4)}${digits(date.getMonth() + 1, 2)}${digits(date.getDate(), 2)}`
  return `${day}_${digits(date.getHours(), 2)}${digits(date.getMinutes(), 2)}${digits(date.getSeconds(), 2)}`
}

function digits(value: number, width: number): string {
  return String(value).padStart(width, '0')
}
