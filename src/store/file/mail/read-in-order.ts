import type { StoredMessage } from '../../../core/mail/message.js'
import { LOWEST_PRIORITY } from '../../../core/locks/lock.js'
import { ProblemError } from '../../../core/problems/problem.js'
import { SECOND_MS } from '../../../core/time.js'
import { parseMessageRecord } from '../../../records/message-record.js'
import type { Found } from '../../../disk/disk.js'
import { leastFirst } from './least-first.js'
import type { MailFile, MailFolders } from './mail-folders.js'
import { parseMessageName } from './file-names.js'

/** Other programs have no limit of their own; a file larger than this is no message. */
export const MAX_FILE_BYTES = 8 * 1024 * 1024

/** Another program may write its file in place: for so long, half a message does not count as malformed. */
const WRITING_MS = 5 * SECOND_MS

/**
 * What a file of a mailbox turns out to be:
 *
 * - `malformed`: no message, and waiting does not make it one
 * - `unreadable`: nothing is known of it now; the file stays
 * - `unknown`: a record of a version or type that this version does not know; the file stays
 * - `gone`: another process was faster
 */
export type Examined =
  | { readonly kind: 'message'; readonly message: StoredMessage }
  | { readonly kind: 'malformed'; readonly reason: string }
  | { readonly kind: 'unreadable'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string }
  | { readonly kind: 'gone' }

export interface ExaminedFile {
  readonly file: MailFile
  readonly examined: Examined
}

/**
 * Files by priority, then arrival. The names of our own files tell both, so the first few of many messages cost the
 * opening of a few files; files of other programs are opened to find their place.
 */
export function* readInOrder(folders: MailFolders, files: readonly MailFile[]): Generator<ExaminedFile> {
  const places = files.map((file) => placeOf(folders, file))
  for (const { file, examined } of leastFirst(places, comparePlaces))
    yield { file, examined: examined ?? examine(folders, file) }
}

export function examine(folders: MailFolders, file: MailFile): Examined {
  try {
    const found = folders.disk.look(file.path)
    return found === null ? examineMissing(file) : examineFound(folders, file, found)
  } catch (error) {
    if (error instanceof ProblemError) return { kind: 'unreadable', reason: error.message }
    throw error
  }
}

interface MailPosition {
  readonly file: MailFile
  readonly priority: number
  readonly sentAt: number
  readonly sequence: number
  readonly examined: Examined | null
}

function placeOf(folders: MailFolders, file: MailFile): MailPosition {
  const name = parseMessageName(file.name)
  if (name !== null) return { file, ...name, examined: null }
  const examined = examine(folders, file)
  const { priority, sentAt } =
    examined.kind === 'message' ? examined.message : { priority: LOWEST_PRIORITY + 1, sentAt: 0 }
  return { file, priority, sentAt, sequence: 0, examined }
}

function comparePlaces(a: MailPosition, b: MailPosition): number {
  return (
    a.priority - b.priority || a.sentAt - b.sentAt || a.sequence - b.sequence || compareText(a.file.name, b.file.name)
  )
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** A name that is not UTF-8 was listed with replacement characters, by which the file cannot be found. */
function examineMissing(file: MailFile): Examined {
  return file.name.includes('\uFFFD') ? { kind: 'unreadable', reason: 'its name is not UTF-8' } : { kind: 'gone' }
}

function examineFound(folders: MailFolders, file: MailFile, found: Found): Examined {
  if (found.kind === 'link') return { kind: 'malformed', reason: 'it is a symbolic link, and links are not followed' }
  if (found.kind !== 'file') return { kind: 'malformed', reason: 'it is not a regular file' }
  if (found.size > MAX_FILE_BYTES) {
    return { kind: 'malformed', reason: `it has ${found.size} bytes, and a message at most ${MAX_FILE_BYTES}` }
  }
  const content = folders.disk.read(file.path, MAX_FILE_BYTES)
  if (content === null) return { kind: 'gone' }
  const reading = parseMessageRecord(content)
  if (reading.kind === 'message') return { kind: 'message', message: { ...reading.message, path: file.path } }
  if (reading.kind === 'malformed' && folders.now() - found.modifiedAt < WRITING_MS) {
    return { kind: 'unreadable', reason: `it may still be being written: ${reading.reason}` }
  }
  return reading
}
