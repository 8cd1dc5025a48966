import { join } from 'node:path'
import { HOUR_MS } from '../../../core/time.js'
import { removeSlot } from './claim-slot.js'
import { blockOf, BLOCK_SLOTS, joinMarkers, listSlots, markSpent, slotPath } from './slots.js'
import { ownPath, quietly, type LockRoom } from '../lock-folder.js'

const BLOCKS_BETWEEN_JOINS = 64

/**
 * Removes what is used up when a new block has begun: the writer of its first revision calls this. Blocks are marked
 * from old to new before their files are removed, so that a writer who was stopped for days finds the marker of an old
 * slot that it might win.
 */
export function sweep(room: LockRoom, revision: number): void {
  if (revision % BLOCK_SLOTS !== 0) return
  const block = blockOf(revision)
  quietly(() => sweepSlots(room, block - 1))
  if (block % BLOCKS_BETWEEN_JOINS === 0) quietly(() => joinMarkers(room, block - 1))
  quietly(() => sweepTemporaries(room, revision))
}

function sweepSlots(room: LockRoom, firstKept: number): void {
  const old = listSlots(room).filter((revision) => blockOf(revision) < firstKept)
  const blocks = [...new Set(old.map(blockOf))].sort((a, b) => a - b)
  for (const block of blocks) markSpent(room, block)
  for (const revision of old) removeSlot(room, slotPath(room, revision))
}

/** Ages are counted by the disk's clock, which gave the files their times: the newest slot was written just now. */
function sweepTemporaries(room: LockRoom, revision: number): void {
  const folder = ownPath(room, 'tmp')
  const diskNow = room.disk.look(slotPath(room, revision))?.modifiedAt ?? 0
  for (const path of (room.disk.list(folder) ?? []).map((name) => join(folder, name))) {
    const modifiedAt = room.disk.look(path)?.modifiedAt
    if (modifiedAt !== undefined && modifiedAt < diskNow - HOUR_MS) quietly(() => removeSlot(room, path))
  }
}
