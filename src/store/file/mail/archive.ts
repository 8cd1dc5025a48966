import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { isAgentName } from '../../../core/agent-name.js'
import type { StoredMessage } from '../../../core/mail/message.js'
import { ProblemError } from '../../../core/problems/problem.js'
import { parseMessageRecord } from '../../../records/message-record.js'
import type { ArchiveOutcome } from '../../mailbox.js'
import { claimForArchive } from './claims.js'
import {
  ARCHIVE,
  CLAIMS,
  ensureFolder,
  filesIn,
  filesOfEveryone,
  type MailFile,
  type MailRoom,
} from './mail-folders.js'
import { dropLeases, leaseKey, readLeaseBook } from './leases.js'
import { agentOfFolder, archivedFileName, createIdFilter, MESSAGE_SUFFIX } from './file-names.js'
import { examine, MAX_FILE_BYTES } from './read-in-order.js'
import { moveSettled, removeQuietly } from '../../../disk/settle.js'

const NOT_FOUND: ArchiveOutcome = { kind: 'not-found' }
const MIN_PREFIX_LENGTH = 6

/**
 * @param reference an id, six or more characters that begin one, or a path in a mailbox
 * @throws ProblemError `message-ambiguous`, `not-in-a-mailbox`, `path-planted` or of area `store`
 */
export function archiveMessage(room: MailRoom, reference: string, claimant: string | undefined): ArchiveOutcome {
  const path = isPath(reference)
    ? resolve(room.root, reference)
    : findById(room, filesOfEveryone(room), reference)?.path
  return path === undefined ? NOT_FOUND : archiveFile(room, fileAt(room, path), claimant)
}

/** Searches mailboxes and the archive. @throws ProblemError `message-ambiguous` if several ids begin so */
export function findMessage(room: MailRoom, id: string): StoredMessage | null {
  return findById(room, [...filesOfEveryone(room), ...filesIn(room, ARCHIVE)], id)
}

/** One rename: the message is in the mailbox or in the archive, and only one of several movers succeeds. */
export function archiveFile(room: MailRoom, file: MailFile, claimant: string | undefined): ArchiveOutcome {
  const content = room.disk.read(file.path, MAX_FILE_BYTES)
  if (content === null) return NOT_FOUND
  const reading = parseMessageRecord(content)
  if (reading.kind !== 'message') return moveToArchive(room, file, content)

  const book = readLeaseBook(room, CLAIMS)
  const lease = claimForArchive(book, reading.message.id, claimant)
  if (lease.kind === 'held') return { kind: 'claimed', claimant: lease.lease.holder, expiresAt: lease.lease.expiresAt }
  const outcome = moveOrLetGo(room, file, content, lease.path)
  if (outcome.kind === 'archived') forgetClaims(room, reading.message.id)
  return outcome
}

function isPath(reference: string): boolean {
  return reference.endsWith(MESSAGE_SUFFIX) && /[/\\]/.test(reference)
}

/** A path from outside must name a file in a mailbox of this folder; no other file is touched. */
function fileAt(room: MailRoom, path: string): MailFile {
  const [folder = '', name = '', ...beyond] = relative(room.root, path).split(sep)
  const agent = agentOfFolder(folder)
  if (agent === null || !isAgentName(agent) || name === '' || beyond.length > 0) {
    throw new ProblemError({ area: 'mail', code: 'not-in-a-mailbox', path })
  }
  for (const each of [dirname(path), path]) {
    if (room.disk.look(each)?.kind === 'link')
      throw new ProblemError({ area: 'store', code: 'path-planted', path: each })
  }
  return { folder: dirname(path), name: basename(path), path }
}

function findById(room: MailRoom, files: readonly MailFile[], id: string): StoredMessage | null {
  const canHold = createIdFilter(id)
  const likely = files.filter((file) => canHold(file.name))
  const begun = matchesOf(room, likely, id) ?? matchesOf(room, without(files, likely), id) ?? []
  const exact = begun.filter((message) => message.id === id)
  const matches = exact.length > 0 ? exact : begun
  const ids = [...new Set(matches.map((message) => message.id))]
  if (ids.length > 1) throw new ProblemError({ area: 'mail', code: 'message-ambiguous', id, matches: ids })
  return matches[0] ?? null
}

function without(files: readonly MailFile[], others: readonly MailFile[]): readonly MailFile[] {
  const left = new Set(files)
  for (const file of others) left.delete(file)
  return [...left]
}

function matchesOf(room: MailRoom, files: readonly MailFile[], id: string): readonly StoredMessage[] | null {
  const found = files
    .map((file) => examine(room, file))
    .flatMap((each) => (each.kind === 'message' ? [each.message] : []))
  const matches = found.filter(
    (message) => message.id === id || (id.length >= MIN_PREFIX_LENGTH && message.id.startsWith(id)),
  )
  return matches.length === 0 ? null : matches
}

/** If the move fails, this releases the archiver's lease, which would keep the message from others. */
function moveOrLetGo(room: MailRoom, file: MailFile, content: Uint8Array, leasePath: string): ArchiveOutcome {
  try {
    const outcome = moveToArchive(room, file, content)
    if (outcome.kind !== 'archived') removeQuietly(room.disk, leasePath)
    return outcome
  } catch (error) {
    removeQuietly(room.disk, leasePath)
    throw error
  }
}

function moveToArchive(room: MailRoom, file: MailFile, content: Uint8Array): ArchiveOutcome {
  const folder = ensureFolder(room, [ARCHIVE])
  const path = join(
    folder,
    archivedFileName(file.name, content, (name) => room.disk.exists(join(folder, name))),
  )
  if (!moveSettled(room.disk, file.path, path)) return NOT_FOUND
  syncBoth(room, folder, file)
  return { kind: 'archived', path }
}

/** The new name is synced first: after a power cut the message may be in both folders, but never in neither. */
function syncBoth(room: MailRoom, archive: string, file: MailFile): void {
  try {
    room.disk.syncFolder(archive)
    room.disk.syncFolder(file.folder)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ProblemError({ area: 'store', code: 'outcome-unknown', action: `archive ${file.path}`, reason })
  }
}

/** Claims that stay do no harm: a cleanup finds that their message is gone. */
function forgetClaims(room: MailRoom, id: string): void {
  try {
    dropLeases(readLeaseBook(room, CLAIMS), leaseKey(id))
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
  }
}
