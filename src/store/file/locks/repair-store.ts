import { basename } from 'node:path'
import { SECOND_MS } from '../../../core/time.js'
import { ProblemError } from '../../../core/problems/problem.js'
import { AGENT_LOCK_SUFFIX } from '../../../records/agentlock-record.js'
import { EMPTY_TABLE, type StoredTable } from '../../../records/lock-table-record.js'
import type { TableRow } from '../../../records/lock-table-row.js'
import { loadSlot, type GenerationChain } from '../generations/chain.js'
import { blockOf, BLOCK_SLOTS, isSpent, lastSpentBlock, listSlots, markSpent, slotPath } from '../generations/slots.js'
import { toRow } from './plan-change.js'
import { makeFolders, ownPath, quietly, refusePlanted, writeTemporary, type LockFolder } from '../lock-folder.js'
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
export function repairStore(lockFolder: LockFolder, chain: GenerationChain): readonly string[] {
  refusePlanted(lockFolder)
  const strays = isReadable(chain) ? [] : moveStrays(lockFolder)
  if (!isReadable(chain)) restartChain(lockFolder, chain)
  const damaged = listSlots(lockFolder).filter(
    (revision) => isDamaged(lockFolder, revision) && isSpent(lockFolder, blockOf(revision)),
  )
  const slots = damaged.map((revision) => moveAside(lockFolder, slotPath(lockFolder, revision)))
  const { unreadable } = scanFolder(lockFolder, chain.loadHead())
  if (unreadable.length > 0) makeFolders(lockFolder)
  return [...strays, ...slots, ...unreadable.flatMap(({ path }) => moveUnreadable(lockFolder, path))]
}

function isReadable(chain: GenerationChain): boolean {
  return !isDamage(() => chain.loadHead())
}

function moveStrays(lockFolder: LockFolder): readonly string[] {
  const newest = blockOf(newestReadable(lockFolder).revision)
  if (newest === 0) return []
  const strays = listSlots(lockFolder).filter((revision) => blockOf(revision) > newest + STRAY_BLOCKS)
  return strays.map((revision) => moveAside(lockFolder, slotPath(lockFolder, revision)))
}

/** Two repairs at the same time want the same slot, and one of them gets it. */
function restartChain(lockFolder: LockFolder, chain: GenerationChain): void {
  makeFolders(lockFolder)
  const blocks = new Set(listSlots(lockFolder).map(blockOf))
  for (const block of [...blocks].sort((a, b) => a - b)) markSpent(lockFolder, block)
  const base = newestReadable(lockFolder)
  const revision = (lastSpentBlock(lockFolder) + 1) * BLOCK_SLOTS
  chain.commit({
    revision,
    token: lockFolder.randomId(),
    rows: restoredRows(lockFolder, base),
    waiters: base.waiters,
  })
}

function newestReadable(lockFolder: LockFolder): StoredTable {
  for (const revision of [...listSlots(lockFolder)].sort((a, b) => b - a)) {
    if (isDamaged(lockFolder, revision)) continue
    const table = loadSlot(lockFolder, revision)
    if (table !== null) return table
  }
  return EMPTY_TABLE
}

/**
 * A lock that was put, renewed, widened or handed over after `base` is as its own file shows it: the file holds all that
 * the table knew of it.
 */
function restoredRows(lockFolder: LockFolder, base: StoredTable): readonly TableRow[] {
  const shown = [...scanFolder(lockFolder, { ...base, rows: [] }).foreign.values()].flatMap(({ lock, ownRevision }) =>
    ownRevision === null || lock.expiresAt <= lockFolder.now()
      ? []
      : [toRow({ ...lock, revision: ownRevision, origin: 'holdfast' })],
  )
  const ids = new Set(shown.map((row) => row.lock.id))
  return [...base.rows.filter((row) => !ids.has(row.lock.id)), ...shown]
}

function isDamaged(lockFolder: LockFolder, revision: number): boolean {
  return isDamage(() => loadSlot(lockFolder, revision))
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

function moveAside(lockFolder: LockFolder, path: string): string {
  lockFolder.disk.makeFolder(ownPath(lockFolder, 'broken'))
  const aside = ownPath(lockFolder, 'broken', `${basename(path)}.${lockFolder.randomId()}`)
  lockFolder.disk.move(path, aside)
  return aside
}

/** Another program opens a record and writes it afterwards: a young file stays, and so does one that can be read now. */
function moveUnreadable(lockFolder: LockFolder, path: string): readonly string[] {
  const name = basename(path, AGENT_LOCK_SUFFIX)
  if (isBeingWritten(lockFolder, path) || inspect(lockFolder, name).kind !== 'unreadable') return []
  return [moveAside(lockFolder, path)]
}

/** By the disk's own clock, which may be another machine's. A file from its future is not being written. */
function isBeingWritten(lockFolder: LockFolder, path: string): boolean {
  const found = lockFolder.disk.look(path)
  if (found?.kind !== 'file') return false
  const probe = writeTemporary(lockFolder, new Uint8Array())
  try {
    const age = (lockFolder.disk.modifiedAt(probe) ?? found.modifiedAt) - found.modifiedAt
    return age > -SECOND_MS && age < YOUNG_MS
  } finally {
    quietly(() => lockFolder.disk.remove(probe))
  }
}
