import { basename } from 'node:path'
import { SECOND_MS } from '../../../core/time.js'
import { ProblemError } from '../../../core/problems/problem.js'
import { AGENT_LOCK_SUFFIX } from '../../../records/agentlock-record.js'
import { EMPTY_TABLE, type StoredTable } from '../../../records/lock-table-record.js'
import type { TableRow } from '../../../records/lock-table-row.js'
import { loadSlot, type GenerationChain } from '../generations/chain.js'
import { blockOf, BLOCK_SLOTS, isSpent, lastSpentBlock, listSlots, markSpent, slotPath } from '../generations/slots.js'
import { toRow } from './plan-change.js'
import { makeFolders, ownPath, quietly, refusePlanted, writeTemporary, type LockRoom } from '../lock-folder.js'
import { inspect } from '../agentlock/agentlock-file.js'
import { scanFolder } from '../agentlock/scan-agentlocks.js'

/** A store writes one revision after the other: it has not written a file so far ahead. */
const STRAY_BLOCKS = 2

/** No program takes longer from opening a record to writing it, unless it has ended in between. */
const YOUNG_MS = 10 * SECOND_MS

/**
 * Closes a damaged chain first, by marking its blocks as spent: no writer can add to it any more. The part of it that
 * can be read goes on at the start of the next block, with the locks that only their own files still show.
 *
 * @returns the new paths of the files that could not be read
 */
export function repairStore(room: LockRoom, chain: GenerationChain): readonly string[] {
  refusePlanted(room)
  const strays = isReadable(chain) ? [] : moveStrays(room)
  if (!isReadable(chain)) restartChain(room, chain)
  const damaged = listSlots(room).filter((revision) => isDamaged(room, revision) && isSpent(room, blockOf(revision)))
  const slots = damaged.map((revision) => moveAside(room, slotPath(room, revision)))
  const { unreadable } = scanFolder(room, chain.loadHead())
  if (unreadable.length > 0) makeFolders(room)
  return [...strays, ...slots, ...unreadable.flatMap(({ path }) => moveUnreadable(room, path))]
}

function isReadable(chain: GenerationChain): boolean {
  return !isDamage(() => chain.loadHead())
}

function moveStrays(room: LockRoom): readonly string[] {
  const newest = blockOf(newestReadable(room).revision)
  if (newest === 0) return []
  const strays = listSlots(room).filter((revision) => blockOf(revision) > newest + STRAY_BLOCKS)
  return strays.map((revision) => moveAside(room, slotPath(room, revision)))
}

/** Two repairs at the same time want the same slot, and one of them gets it. */
function restartChain(room: LockRoom, chain: GenerationChain): void {
  makeFolders(room)
  const blocks = new Set(listSlots(room).map(blockOf))
  for (const block of [...blocks].sort((a, b) => a - b)) markSpent(room, block)
  const base = newestReadable(room)
  const revision = (lastSpentBlock(room) + 1) * BLOCK_SLOTS
  chain.commit({
    revision,
    token: room.randomId(),
    rows: restoredRows(room, base),
    waiters: base.waiters,
  })
}

function newestReadable(room: LockRoom): StoredTable {
  for (const revision of [...listSlots(room)].sort((a, b) => b - a)) {
    if (isDamaged(room, revision)) continue
    const table = loadSlot(room, revision)
    if (table !== null) return table
  }
  return EMPTY_TABLE
}

/**
 * A lock that was put, renewed, widened or handed over after `base` is as its own file shows it: the file holds all that
 * the table knew of it.
 */
function restoredRows(room: LockRoom, base: StoredTable): readonly TableRow[] {
  const shown = [...scanFolder(room, { ...base, rows: [] }).foreign.values()].flatMap(({ lock, ownRevision }) =>
    ownRevision === null || lock.expiresAt <= room.now()
      ? []
      : [toRow({ ...lock, revision: ownRevision, origin: 'holdfast' })],
  )
  const ids = new Set(shown.map((row) => row.lock.id))
  return [...base.rows.filter((row) => !ids.has(row.lock.id)), ...shown]
}

function isDamaged(room: LockRoom, revision: number): boolean {
  return isDamage(() => loadSlot(room, revision))
}

/** @throws ProblemError for any other reason, such as a newer version that wrote it */
function isDamage(load: () => unknown): boolean {
  try {
    load()
    return false
  } catch (error) {
    if (error instanceof ProblemError && ['state-unreadable', 'path-planted'].includes(error.problem.code)) return true
    throw error
  }
}

function moveAside(room: LockRoom, path: string): string {
  room.disk.makeFolder(ownPath(room, 'broken'))
  const aside = ownPath(room, 'broken', `${basename(path)}.${room.randomId()}`)
  room.disk.move(path, aside)
  return aside
}

/** Another program opens a record and writes it afterwards: a young file stays, and so does one that can be read now. */
function moveUnreadable(room: LockRoom, path: string): readonly string[] {
  const name = basename(path, AGENT_LOCK_SUFFIX)
  if (isBeingWritten(room, path) || inspect(room, name).kind !== 'unreadable') return []
  return [moveAside(room, path)]
}

/** By the disk's own clock, which may be another machine's. A file from its future is not being written. */
function isBeingWritten(room: LockRoom, path: string): boolean {
  const found = room.disk.look(path)
  if (found?.kind !== 'file') return false
  const probe = writeTemporary(room, new Uint8Array())
  try {
    const age = (room.disk.modifiedAt(probe) ?? found.modifiedAt) - found.modifiedAt
    return age > -SECOND_MS && age < YOUNG_MS
  } finally {
    quietly(() => room.disk.remove(probe))
  }
}
