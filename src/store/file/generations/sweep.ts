import { join } from 'node:path'
import { HOUR_MS } from '../../../core/time.js'
import { removeSlot } from './claim-slot.js'
import { blockOf, BLOCK_SLOTS, joinMarkers, listSlots, markSpent, slotPath } from './slots.js'
import { ownPath, quietly, type LockFolder } from '../lock-folder.js'

const BLOCKS_BETWEEN_JOINS = 64

/**
 * Removes what is used up when a new block has begun: the writer of its first revision calls this. Blocks are marked
 * from old to new before their files are removed, so that a writer who was stopped for days finds the marker of an old
 * slot that it might win.
 */
export function sweep(lockFolder: LockFolder, revision: number): void {
  if (revision % BLOCK_SLOTS !== 0) return
  const block = blockOf(revision)
  quietly(() => sweepSlots(lockFolder, block - 1))
  if (block % BLOCKS_BETWEEN_JOINS === 0) quietly(() => joinMarkers(lockFolder, block - 1))
  quietly(() => sweepTemporaries(lockFolder, revision))
}

function sweepSlots(lockFolder: LockFolder, firstKept: number): void {
  const old = listSlots(lockFolder).filter((revision) => blockOf(revision) < firstKept)
  const blocks = [...new Set(old.map(blockOf))].sort((a, b) => a - b)
  for (const block of blocks) markSpent(lockFolder, block)
  for (const revision of old) removeSlot(lockFolder, slotPath(lockFolder, revision))
}

/** Ages are counted by the disk's clock, which gave the files their times: the newest slot was written just now. */
function sweepTemporaries(lockFolder: LockFolder, revision: number): void {
  const folder = ownPath(lockFolder, 'tmp')
  const diskNow = lockFolder.disk.look(slotPath(lockFolder, revision))?.modifiedAt ?? 0
  for (const path of (lockFolder.disk.list(folder) ?? []).map((name) => join(folder, name))) {
    const modifiedAt = lockFolder.disk.look(path)?.modifiedAt
    if (modifiedAt !== undefined && modifiedAt < diskNow - HOUR_MS) quietly(() => removeSlot(lockFolder, path))
  }
}
