import { join } from 'node:path'
import { errnoOf } from '../../../disk/errno.js'
import { ownPath, type LockFolder } from '../lock-folder.js'

/** Revisions in one block. The newest block and the one before it stay on the disk. */
export const BLOCK_SLOTS = 8
/** The number of markers of one level that one marker of the next level replaces. */
const GROUP = 1024
const LEVELS = [0, 1, 2] as const
const NOTHING = new Uint8Array(0)

export function slotPath(lockFolder: LockFolder, revision: number): string {
  return ownPath(lockFolder, 'gen', padded(revision))
}

export function blockOf(revision: number): number {
  return Math.floor(revision / BLOCK_SLOTS)
}

/** The revisions that have a file, in no particular order. */
export function listSlots(lockFolder: LockFolder): readonly number[] {
  const names = lockFolder.disk.list(ownPath(lockFolder, 'gen')) ?? []
  return names.filter((name) => /^\d{12}$/.test(name)).map(Number)
}

/**
 * Is the block spent: are all of its revisions used up? A marker is made before the first of its files is removed, and
 * a marker of a higher level before those of the lower level are removed: so this looks at lower levels first.
 */
export function isSpent(lockFolder: LockFolder, block: number): boolean {
  return LEVELS.some((level) =>
    lockFolder.disk.exists(markerPath(lockFolder, level, Math.floor(block / GROUP ** level))),
  )
}

export function markSpent(lockFolder: LockFolder, block: number): void {
  if (!isSpent(lockFolder, block)) mark(lockFolder, 0, block)
}

/** The newest block that a marker covers; -1 where there is none. */
export function lastSpentBlock(lockFolder: LockFolder): number {
  const blocks = LEVELS.flatMap((level) =>
    listMarkers(lockFolder, level).map((index) => (index + 1) * GROUP ** level - 1),
  )
  return Math.max(-1, ...blocks)
}

/** Replaces 1,024 markers by one of the next level. Every block below `firstOpen` has to be spent. */
export function joinMarkers(lockFolder: LockFolder, firstOpen: number): void {
  for (const level of LEVELS.slice(0, -1)) {
    const markers = listMarkers(lockFolder, level)
    const isWhole = (group: number): boolean => (group + 1) * GROUP ** (level + 1) <= firstOpen
    const groups = new Set(markers.map((index) => Math.floor(index / GROUP)).filter(isWhole))
    for (const group of groups) mark(lockFolder, level + 1, group)
    for (const index of markers.filter((marker) => groups.has(Math.floor(marker / GROUP)))) {
      lockFolder.disk.remove(markerPath(lockFolder, level, index))
    }
  }
}

function listMarkers(lockFolder: LockFolder, level: number): readonly number[] {
  const names = lockFolder.disk.list(ownPath(lockFolder, 'done')) ?? []
  const ofLevel = names.filter((name) => /^\d-\d{12}$/.test(name) && name.startsWith(`${level}-`))
  return ofLevel.map((name) => Number(name.slice(2)))
}

function mark(lockFolder: LockFolder, level: number, index: number): void {
  try {
    lockFolder.disk.writeNew(markerPath(lockFolder, level, index), NOTHING)
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error
  }
}

function markerPath(lockFolder: LockFolder, level: number, index: number): string {
  return join(ownPath(lockFolder, 'done'), `${level}-${padded(index)}`)
}

function padded(number: number): string {
  return String(number).padStart(12, '0')
}
