import { join } from 'node:path'
import { errnoOf } from '../../../disk/errno.js'
import { ownPath, type LockRoom } from '../lock-folder.js'

/** Revisions in one block. The newest block and the one before it stay on the disk. */
export const BLOCK_SLOTS = 8
/** The number of markers of one level that one marker of the next level replaces. */
const GROUP = 1024
const LEVELS = [0, 1, 2] as const
const NOTHING = new Uint8Array(0)

export function slotPath(room: LockRoom, revision: number): string {
  return ownPath(room, 'gen', padded(revision))
}

export function blockOf(revision: number): number {
  return Math.floor(revision / BLOCK_SLOTS)
}

/** The revisions that have a file, in no particular order. */
export function listSlots(room: LockRoom): readonly number[] {
  const names = room.disk.list(ownPath(room, 'gen')) ?? []
  return names.filter((name) => /^\d{12}$/.test(name)).map(Number)
}

/**
 * Is the block spent: are all of its revisions used up? A marker is made before the first of its files is removed, and
 * a marker of a higher level before those of the lower level are removed: so this looks at lower levels first.
 */
export function isSpent(room: LockRoom, block: number): boolean {
  return LEVELS.some((level) => room.disk.exists(markerPath(room, level, Math.floor(block / GROUP ** level))))
}

export function markSpent(room: LockRoom, block: number): void {
  if (!isSpent(room, block)) mark(room, 0, block)
}

/** The newest block that a marker covers; -1 where there is none. */
export function lastSpentBlock(room: LockRoom): number {
  const blocks = LEVELS.flatMap((level) => listMarkers(room, level).map((index) => (index + 1) * GROUP ** level - 1))
  return Math.max(-1, ...blocks)
}

/** Replaces 1,024 markers by one of the next level. Every block below `firstOpen` has to be spent. */
export function joinMarkers(room: LockRoom, firstOpen: number): void {
  for (const level of LEVELS.slice(0, -1)) {
    const markers = listMarkers(room, level)
    const isWhole = (group: number): boolean => (group + 1) * GROUP ** (level + 1) <= firstOpen
    const groups = new Set(markers.map((index) => Math.floor(index / GROUP)).filter(isWhole))
    for (const group of groups) mark(room, level + 1, group)
    for (const index of markers.filter((marker) => groups.has(Math.floor(marker / GROUP)))) {
      room.disk.remove(markerPath(room, level, index))
    }
  }
}

function listMarkers(room: LockRoom, level: number): readonly number[] {
  const names = room.disk.list(ownPath(room, 'done')) ?? []
  const ofLevel = names.filter((name) => /^\d-\d{12}$/.test(name) && name.startsWith(`${level}-`))
  return ofLevel.map((name) => Number(name.slice(2)))
}

function mark(room: LockRoom, level: number, index: number): void {
  try {
    room.disk.writeNew(markerPath(room, level, index), NOTHING)
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error
  }
}

function markerPath(room: LockRoom, level: number, index: number): string {
  return join(ownPath(room, 'done'), `${level}-${padded(index)}`)
}

function padded(number: number): string {
  return String(number).padStart(12, '0')
}
