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
  type MailFolders,
} from './mail-folders.js'
import { dropLeases, leaseKey, readLeases } from './leases.js'
import { agentOfFolder, archivedFileName, createIdFilter, MESSAGE_SUFFIX } from './file-names.js'
import { examine, MAX_FILE_BYTES } from './read-in-order.js'
import { moveSettled, removeQuietly } from '../../../disk/settle.js'

const NOT_FOUND: ArchiveOutcome = { kind: 'not-found' }
const MIN_PREFIX_LENGTH = 6

/**
 * @param reference an id, six or more characters that begin one, or a path in a mailbox
 * @throws ProblemError `message-ambiguous`, `not-in-a-mailbox`, `path-planted` or of area `store`
 */
export function archiveMessage(folders: MailFolders, reference: string, claimant: string | undefined): ArchiveOutcome {
  const path = isPath(reference)
    ? resolve(folders.root, reference)
    : findById(folders, filesOfEveryone(folders), reference)?.path
  return path === undefined ? NOT_FOUND : archiveFile(folders, fileAt(folders, path), claimant)
}

/** Searches mailboxes and the archive. @throws ProblemError `message-ambiguous` if several ids begin so */
export function findMessage(folders: MailFolders, id: string): StoredMessage | null {
  return findById(folders, [...filesOfEveryone(folders), ...filesIn(folders, ARCHIVE)], id)
}

/** One rename: the message is in the mailbox or in the archive, and only one of several movers succeeds. */
export function archiveFile(folders: MailFolders, file: MailFile, claimant: string | undefined): ArchiveOutcome {
  const content = folders.disk.read(file.path, MAX_FILE_BYTES)
  if (content === null) return NOT_FOUND
  const reading = parseMessageRecord(content)
  if (reading.kind !== 'message') return moveToArchive(folders, file, content)

  const book = readLeases(folders, CLAIMS)
  const lease = claimForArchive(book, reading.message.id, claimant)
  if (lease.kind === 'held') return { kind: 'claimed', claimant: lease.lease.holder, expiresAt: lease.lease.expiresAt }
  const outcome = moveOrLetGo(folders, file, content, lease.path)
  if (outcome.kind === 'archived') forgetClaims(folders, reading.message.id)
  return outcome
}

function isPath(reference: string): boolean {
  return reference.endsWith(MESSAGE_SUFFIX) && /[/\\]/.test(reference)
}

/** A path from outside must name a file in a mailbox of this folder; no other file is touched. */
function fileAt(folders: MailFolders, path: string): MailFile {
  const [folder = '', name = '', ...beyond] = relative(folders.root, path).split(sep)
  const agent = agentOfFolder(folder)
  if (agent === null || !isAgentName(agent) || name === '' || beyond.length > 0) {
    throw new ProblemError({ area: 'mail', code: 'not-in-a-mailbox', path })
  }
  for (const each of [dirname(path), path]) {
    if (folders.disk.look(each)?.kind === 'link')
      throw new ProblemError({ area: 'store', code: 'path-planted', path: each })
  }
  return { folder: dirname(path), name: basename(path), path }
}

function findById(folders: MailFolders, files: readonly MailFile[], id: string): StoredMessage | null {
  const canHold = createIdFilter(id)
  const likely = files.filter((file) => canHold(file.name))
  const begun = matchesOf(folders, likely, id) ?? matchesOf(folders, without(files, likely), id) ?? []
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

function matchesOf(folders: MailFolders, files: readonly MailFile[], id: string): readonly StoredMessage[] | null {
  const found = files
    .map((file) => examine(folders, file))
    .flatMap((each) => (each.kind === 'message' ? [each.message] : []))
  const matches = found.filter(
    (message) => message.id === id || (id.length >= MIN_PREFIX_LENGTH && message.id.startsWith(id)),
  )
  return matches.length === 0 ? null : matches
}

/** If the move fails, this releases the archiver's lease, which would keep the message from others. */
function moveOrLetGo(folders: MailFolders, file: MailFile, content: Uint8Array, leasePath: string): ArchiveOutcome {
  try {
    const outcome = moveToArchive(folders, file, content)
    if (outcome.kind !== 'archived') removeQuietly(folders.disk, leasePath)
    return outcome
  } catch (error) {
    removeQuietly(folders.disk, leasePath)
    throw error
  }
}

function moveToArchive(folders: MailFolders, file: MailFile, content: Uint8Array): ArchiveOutcome {
  const folder = ensureFolder(folders, [ARCHIVE])
  const path = join(
    folder,
    archivedFileName(file.name, content, (name) => folders.disk.exists(join(folder, name))),
  )
  if (!moveSettled(folders.disk, file.path, path)) return NOT_FOUND
  syncBoth(folders, folder, file)
  return { kind: 'archived', path }
}

/** The new name is synced first: after a power cut the message may be in both folders, but never in neither. */
function syncBoth(folders: MailFolders, archive: string, file: MailFile): void {
  try {
    folders.disk.syncFolder(archive)
    folders.disk.syncFolder(file.folder)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ProblemError({ area: 'store', code: 'outcome-unknown', action: `archive ${file.path}`, reason })
  }
}

/** Claims that stay do no harm: a cleanup finds that their message is gone. */
function forgetClaims(folders: MailFolders, id: string): void {
  try {
    dropLeases(readLeases(folders, CLAIMS), leaseKey(id))
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
  }
}
