import { join } from 'node:path'
import { DAY_MS, HOUR_MS, type EpochMs } from '../../../core/time.js'
import { unreachable } from '../../../core/unreachable.js'
import { archiveFile } from './archive.js'
import {
  CLAIMS,
  filesOfEveryone,
  listFolder,
  MARKS,
  TEMPORARIES,
  type MailFile,
  type MailFolders,
} from './mail-folders.js'
import { dropLeases, isExpired, lastLease, leaseKey, readLeases } from './leases.js'
import { examine } from './read-in-order.js'
import { reject } from './rejects.js'
import { removeQuietly } from '../../../disk/settle.js'

/** No write takes this long: the process that began it is dead. */
const TEMPORARY_MS = HOUR_MS
/** So long after a mark has expired, no process is about to follow it. */
const MARK_MS = DAY_MS

/** Archives messages that are older than `maxAgeMs` by the disk's clock, and removes what dead processes left. */
export function cleanUp(folders: MailFolders, maxAgeMs: number): number {
  const cutoff = folders.now() - maxAgeMs
  const old = filesOfEveryone(folders).filter((file) => isOlder(folders, file.path, cutoff))
  const archived = old.filter((file) => isCleanedUp(folders, file))
  sweepTemporaries(folders)
  sweepClaims(folders)
  sweepMarks(folders)
  return archived.length
}

function isOlder(folders: MailFolders, path: string, cutoff: EpochMs): boolean {
  const modifiedAt = folders.disk.modifiedAt(path)
  return modifiedAt !== null && modifiedAt < cutoff
}

/** A claimed message waits for the next cleanup. */
function isCleanedUp(folders: MailFolders, file: MailFile): boolean {
  const examined = examine(folders, file)
  switch (examined.kind) {
    case 'message':
    case 'unknown':
      return archiveFile(folders, file, undefined).kind === 'archived'
    case 'malformed':
      reject(folders, file, examined.reason)
      return false
    case 'unreadable':
    case 'gone':
      return false
    default:
      return unreachable(examined)
  }
}

function sweepTemporaries(folders: MailFolders): void {
  const cutoff = folders.now() - TEMPORARY_MS
  for (const name of listFolder(folders, TEMPORARIES)) {
    const path = join(folders.root, ...TEMPORARIES, name)
    if (isOlder(folders, path, cutoff)) removeQuietly(folders.disk, path)
  }
}

/** Removes claims whose message is gone. While a file cannot be read, nobody knows which message it holds. */
function sweepClaims(folders: MailFolders): void {
  const book = readLeases(folders, CLAIMS)
  const expired = [...book.epochs.keys()].filter((hash) => {
    const lease = lastLease(book, hash)
    return lease !== null && isExpired(lease, folders.now())
  })
  if (expired.length === 0) return
  const waiting = new Set<string>()
  for (const file of filesOfEveryone(folders)) {
    const examined = examine(folders, file)
    if (examined.kind === 'unreadable' || examined.kind === 'unknown') return
    if (examined.kind === 'message') waiting.add(leaseKey(examined.message.id))
  }
  for (const hash of expired) if (!waiting.has(hash)) dropLeases(book, hash)
}

function sweepMarks(folders: MailFolders): void {
  const book = readLeases(folders, MARKS)
  for (const hash of book.epochs.keys()) {
    const lease = lastLease(book, hash)
    if (lease !== null && isExpired(lease, folders.now() - MARK_MS)) dropLeases(book, hash)
  }
}
