import { join } from 'node:path'
import { ProblemError } from '../../../core/problems/problem.js'
import { errnoOf } from '../../../disk/errno.js'
import { ownPath, quietly, temporaryPath, writeTemporary, type LockFolder } from '../lock-folder.js'

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
export function claimSlot(lockFolder: LockFolder, slot: string, content: Uint8Array): boolean {
  if (content.length > MAX_TABLE_BYTES) {
    throw new ProblemError({ area: 'store', code: 'disk-refuses', action: 'write', path: slot, errno: 'EFBIG' })
  }
  return hasNoLinks(lockFolder) ? moveFolder(lockFolder, slot, content) : linkFile(lockFolder, slot, content)
}

/** The first writer of a store decides it once, and the store keeps the decision. */
export function hasNoLinks(lockFolder: LockFolder): boolean {
  return lockFolder.disk.exists(ownPath(lockFolder, 'no-hard-links'))
}

function linkFile(lockFolder: LockFolder, slot: string, content: Uint8Array): boolean {
  const temporary = writeTemporary(lockFolder, content)
  try {
    return lockFolder.disk.linkNew(temporary, slot)
  } catch (error) {
    if (!NO_LINKS.includes(errnoOf(error))) throw error
    rememberNoLinks(lockFolder)
    return moveFolder(lockFolder, slot, content)
  } finally {
    quietly(() => lockFolder.disk.remove(temporary))
  }
}

function rememberNoLinks(lockFolder: LockFolder): void {
  try {
    lockFolder.disk.writeNew(ownPath(lockFolder, 'no-hard-links'), new Uint8Array(0))
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error
  }
}

/** A folder cannot be moved onto one that holds something, and a slot's folder always does. */
function moveFolder(lockFolder: LockFolder, slot: string, content: Uint8Array): boolean {
  const folder = temporaryPath(lockFolder)
  lockFolder.disk.makeFolder(folder)
  try {
    lockFolder.disk.writeNew(join(folder, TABLE), content)
    return lockFolder.disk.move(folder, slot)
  } catch (error) {
    if (TAKEN.includes(errnoOf(error)) && lockFolder.disk.exists(slot)) return false
    throw error
  } finally {
    quietly(() => removeSlot(lockFolder, folder))
  }
}

/** The content of a slot of either kind; null if the slot is gone. */
export function readSlot(lockFolder: LockFolder, slot: string): Uint8Array | null {
  const found = lockFolder.disk.look(slot)
  if (found === null) return null
  return lockFolder.disk.read(found.kind === 'folder' ? join(slot, TABLE) : slot, MAX_TABLE_BYTES)
}

export function removeSlot(lockFolder: LockFolder, slot: string): void {
  if (lockFolder.disk.look(slot)?.kind !== 'folder') {
    lockFolder.disk.remove(slot)
    return
  }
  lockFolder.disk.remove(join(slot, TABLE))
  lockFolder.disk.removeFolder(slot)
}
