import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { ProblemError } from '../../core/problems/problem.js'
import type { Disk } from '../../disk/disk.js'
import { refuseLinks } from '../../disk/refuse-links.js'
import { nodeDisk } from '../../disk/node-disk.js'

const MAX_BYTES = 100

/**
 * The name of a store among all others: 32 random hexadecimal digits. The first process that asks makes it, and all
 * others get the same one. Null if there is none yet and `make` is false.
 *
 * @param locks the folder of the `.agent_lock` files
 * @throws ProblemError of area `store`
 */
export function readStoreId(locks: string, make: true, disk?: Disk): string
export function readStoreId(locks: string, make: boolean, disk?: Disk): string | null
export function readStoreId(locks: string, make: boolean, disk: Disk = nodeDisk): string | null {
  const path = join(locks, '.holdfast', 'store-id')
  refuseLinks(disk, [join(locks, '.holdfast'), join(locks, '.holdfast', 'tmp')])
  return readId(disk, path) ?? (make ? makeId(disk, locks, path) : null)
}

function readId(disk: Disk, path: string): string | null {
  const content = disk.read(path, MAX_BYTES)
  if (content === null) return null
  const id = Buffer.from(content).toString('latin1').trim()
  if (/^[0-9a-f]{32}$/.test(id)) return id
  throw new ProblemError({ area: 'store', code: 'state-unreadable', path, reason: 'it is not the name of a store' })
}

/** The id is written whole under another name and then linked: if two processes make one, the first counts. */
function makeId(disk: Disk, locks: string, path: string): string {
  const content = Buffer.from(`${randomUUID().replaceAll('-', '')}\n`)
  const temporary = join(locks, '.holdfast', 'tmp', randomUUID())
  disk.makeFolder(join(locks, '.holdfast', 'tmp'))
  disk.writeNew(temporary, content)
  try {
    giveName(disk, temporary, path, content)
  } finally {
    disk.remove(temporary)
  }
  return readId(disk, path) ?? content.toString('latin1').trim()
}

/** FAT and some network disks have no hard links. */
function giveName(disk: Disk, temporary: string, path: string, content: Uint8Array): void {
  try {
    disk.linkNew(temporary, path)
  } catch (error) {
    if (!(error instanceof ProblemError) || disk.exists(path)) throw error
    disk.writeNew(path, content)
  }
}
