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
  type MailRoom,
} from './mail-folders.js'
import { dropLeases, isExpired, lastLease, leaseKey, readLeaseBook } from './leases.js'
import { examine } from './read-in-order.js'
import { reject } from './rejects.js'
import { removeQuietly } from '../../../disk/settle.js'

/** No write takes this long: the process that began it is dead. */
const TEMPORARY_MS = HOUR_MS
/** So long after a mark has expired, no process is about to follow it. */
const MARK_MS = DAY_MS

/** Archives messages that are older than `maxAgeMs` by the disk's clock, and removes what dead processes left. */
export function cleanUp(room: MailRoom, maxAgeMs: number): number {
  const cutoff = room.now() - maxAgeMs
  const old = filesOfEveryone(room).filter((file) => isOlder(room, file.path, cutoff))
  const archived = old.filter((file) => isCleanedUp(room, file))
  sweepTemporaries(room)
  sweepClaims(room)
  sweepMarks(room)
  return archived.length
}

function isOlder(room: MailRoom, path: string, cutoff: EpochMs): boolean {
  const modifiedAt = room.disk.modifiedAt(path)
  return modifiedAt !== null && modifiedAt < cutoff
}

/** A claimed message waits for the next cleanup. */
function isCleanedUp(room: MailRoom, file: MailFile): boolean {
  const examined = examine(room, file)
  switch (examined.kind) {
    case 'message':
    case 'unknown':
      return archiveFile(room, file, undefined).kind === 'archived'
    case 'malformed':
      reject(room, file, examined.reason)
      return false
    case 'unreadable':
    case 'gone':
      return false
    default:
      return unreachable(examined)
  }
}

function sweepTemporaries(room: MailRoom): void {
  const cutoff = room.now() - TEMPORARY_MS
  for (const name of listFolder(room, TEMPORARIES)) {
    const path = join(room.root, ...TEMPORARIES, name)
    if (isOlder(room, path, cutoff)) removeQuietly(room.disk, path)
  }
}

/** Removes claims whose message is gone. While a file cannot be read, nobody knows which message it holds. */
function sweepClaims(room: MailRoom): void {
  const book = readLeaseBook(room, CLAIMS)
  const expired = [...book.epochs.keys()].filter((hash) => {
    const lease = lastLease(book, hash)
    return lease !== null && isExpired(lease, room.now())
  })
  if (expired.length === 0) return
  const waiting = new Set<string>()
  for (const file of filesOfEveryone(room)) {
    const examined = examine(room, file)
    if (examined.kind === 'unreadable' || examined.kind === 'unknown') return
    if (examined.kind === 'message') waiting.add(leaseKey(examined.message.id))
  }
  for (const hash of expired) if (!waiting.has(hash)) dropLeases(book, hash)
}

function sweepMarks(room: MailRoom): void {
  const book = readLeaseBook(room, MARKS)
  for (const hash of book.epochs.keys()) {
    const lease = lastLease(book, hash)
    if (lease !== null && isExpired(lease, room.now() - MARK_MS)) dropLeases(book, hash)
  }
}
