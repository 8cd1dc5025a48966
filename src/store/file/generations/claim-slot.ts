import { join } from 'node:path'
import { ProblemError } from '../../../core/problems/problem.js'
import { errnoOf } from '../../../disk/errno.js'
import { ownPath, quietly, temporaryPath, writeTemporary, type LockRoom } from '../lock-folder.js'

/** Errors for a hard link on a disk that has none: FAT, some network and container disks. */
const NO_LINKS: readonly string[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV']
/** Errors for moving a folder to a name that is taken; they differ by system. */
const TAKEN: readonly string[] = ['EEXIST', 'ENOTEMPTY', 'ENOTDIR', 'EISDIR', 'EPERM', 'EACCES']
const TABLE = 'table'
const MAX_TABLE_BYTES = 64 * 1024 * 1024

/**
 * Gives a table its slot, whole and durable, unless the slot is taken. If the disk has no hard links, the table is
 * moved there inside of a folder. Each way refuses a name that the other way has taken.
 *
 * @returns false if the slot is taken
 * @throws ProblemError; then only the slot tells whether the table is in it
 */
export function claimSlot(room: LockRoom, slot: string, content: Uint8Array): boolean {
  if (content.length > MAX_TABLE_BYTES) {
    throw new ProblemError({ area: 'store', code: 'disk-refuses', action: 'write', path: slot, errno: 'EFBIG' })
  }
  return hasNoLinks(room) ? moveFolder(room, slot, content) : linkFile(room, slot, content)
}

/** The first writer of a store decides it once, and the store keeps the decision. */
export function hasNoLinks(room: LockRoom): boolean {
  return room.disk.exists(ownPath(room, 'no-hard-links'))
}

function linkFile(room: LockRoom, slot: string, content: Uint8Array): boolean {
  const temporary = writeTemporary(room, content)
  try {
    return room.disk.linkNew(temporary, slot)
  } catch (error) {
    if (!NO_LINKS.includes(errnoOf(error))) throw error
    rememberNoLinks(room)
    return moveFolder(room, slot, content)
  } finally {
    quietly(() => room.disk.remove(temporary))
  }
}

function rememberNoLinks(room: LockRoom): void {
  try {
    room.disk.writeNew(ownPath(room, 'no-hard-links'), new Uint8Array(0))
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error
  }
}

/** A folder cannot be moved onto one that holds something, and a slot's folder always does. */
function moveFolder(room: LockRoom, slot: string, content: Uint8Array): boolean {
  const folder = temporaryPath(room)
  room.disk.makeFolder(folder)
  try {
    room.disk.writeNew(join(folder, TABLE), content)
    return room.disk.move(folder, slot)
  } catch (error) {
    if (TAKEN.includes(errnoOf(error)) && room.disk.exists(slot)) return false
    throw error
  } finally {
    quietly(() => removeSlot(room, folder))
  }
}

/** The content of a slot of either kind; null if the slot is gone. */
export function readSlot(room: LockRoom, slot: string): Uint8Array | null {
  const found = room.disk.look(slot)
  if (found === null) return null
  return room.disk.read(found.kind === 'folder' ? join(slot, TABLE) : slot, MAX_TABLE_BYTES)
}

export function removeSlot(room: LockRoom, slot: string): void {
  if (room.disk.look(slot)?.kind !== 'folder') {
    room.disk.remove(slot)
    return
  }
  room.disk.remove(join(slot, TABLE))
  room.disk.removeFolder(slot)
}
