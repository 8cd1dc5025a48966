import { ProblemError } from '../../../core/problems/problem.js'
import { createTableEncoder, decodeTable, EMPTY_TABLE, type StoredTable } from '../../../records/lock-table-record.js'
import type { Found } from '../../../disk/disk.js'
import { claimSlot, readSlot, removeSlot } from './claim-slot.js'
import { blockOf, isSpent, listSlots, slotPath } from './slots.js'
import { ownPath, quietly, type LockFolder } from '../lock-folder.js'

export type ChainOutcome =
  { readonly kind: 'committed' } | { readonly kind: 'conflict' } | { readonly kind: 'unknown'; readonly reason: string }

/**
 * The table as a chain of generations, each a complete file with its own number:
 *
 *   write tmp ──link to <n + 1>──> taken: conflict, another writer was first
 *                  └──> is the block of n + 1 spent? ──no──> committed
 *                                        └──yes──> unknown: the slot may be an old one that was swept
 *
 * A number is used only once: it has a file, or its block has a marker that was made before the file was removed.
 */
export interface GenerationChain {
  /** @throws ProblemError if the newest generation cannot be read: it is never taken for an empty table */
  loadHead(): StoredTable
  /** @throws ProblemError if nothing was written */
  commit(next: StoredTable): ChainOutcome
}

/** How often a reader may start again: each time, a writer has used up a whole block meanwhile. */
const RESTARTS = 1_000

/** A table that was read, with the identity of its slot: a store may be deleted and begun anew while we run. */
interface Known {
  readonly table: StoredTable
  readonly slot: Found
}

export function openGenerationChain(lockFolder: LockFolder): GenerationChain {
  const encode = createTableEncoder()
  let known: Known | null = null
  const remember = (table: StoredTable): StoredTable => {
    const slot = table.revision === 0 ? null : lockFolder.disk.look(slotPath(lockFolder, table.revision))
    known = slot === null ? null : { table, slot }
    return table
  }
  return {
    loadHead: () => {
      for (let restart = 0; restart < RESTARTS; restart += 1) {
        const table = loadNewest(lockFolder, known)
        if (table !== null && !isSpent(lockFolder, blockOf(table.revision)))
          return table === known?.table ? table : remember(table)
        known = null
      }
      throw headless(lockFolder)
    },
    commit: (next) => {
      const outcome = commitTable(lockFolder, next, Buffer.from(encode(next)))
      if (outcome.kind === 'committed') quietly(() => void remember(next))
      return outcome
    },
  }
}

/**
 * The table of one generation; null if its slot is gone.
 *
 * @throws ProblemError `state-unreadable`, `state-newer`, `path-planted`
 */
export function loadSlot(lockFolder: LockFolder, revision: number): StoredTable | null {
  const path = slotPath(lockFolder, revision)
  const content = readSlot(lockFolder, path)
  if (content === null) return null
  const decoded = decodeTable(content)
  if (decoded.kind === 'newer')
    throw new ProblemError({ area: 'store', code: 'state-newer', path, version: decoded.version })
  if (decoded.kind === 'unreadable') throw unreadable(path, decoded.reason)
  if (decoded.table.revision === revision) return decoded.table
  throw unreadable(path, `it holds revision ${decoded.table.revision}`)
}

/** Finds the generation without a successor; null if it was swept meanwhile. */
function loadNewest(lockFolder: LockFolder, known: Known | null): StoredTable | null {
  const isStill =
    known !== null && isSameSlot(lockFolder.disk.look(slotPath(lockFolder, known.table.revision)), known.slot)
  let revision = isStill ? known.table.revision : Math.max(0, ...listSlots(lockFolder))
  while (lockFolder.disk.exists(slotPath(lockFolder, revision + 1))) revision += 1
  if (isStill && revision === known.table.revision) return known.table
  return revision === 0 ? EMPTY_TABLE : loadSlot(lockFolder, revision)
}

function isSameSlot(found: Found | null, slot: Found): boolean {
  return found !== null && found.kind === slot.kind && found.modifiedAt === slot.modifiedAt && found.size === slot.size
}

function headless(lockFolder: LockFolder): ProblemError {
  const newest = Math.max(0, ...listSlots(lockFolder))
  if (newest === 0) return unreadable(ownPath(lockFolder, 'gen'), 'the lock table is gone, though it was written')
  const path = slotPath(lockFolder, newest)
  return readSlot(lockFolder, path) === null
    ? unreadable(path, 'it holds no table')
    : new ProblemError({ area: 'store', code: 'contended', attempts: RESTARTS })
}

function unreadable(path: string, reason: string): ProblemError {
  return new ProblemError({ area: 'store', code: 'state-unreadable', path, reason })
}

function commitTable(lockFolder: LockFolder, next: StoredTable, content: Uint8Array): ChainOutcome {
  const outcome = claim(lockFolder, next, content)
  if (outcome.kind !== 'committed') return outcome
  try {
    if (!isSpent(lockFolder, blockOf(next.revision))) return outcome
    quietly(() => removeSlot(lockFolder, slotPath(lockFolder, next.revision)))
    return swept(next.revision)
  } catch (error) {
    if (error instanceof ProblemError) return { kind: 'unknown', reason: error.message }
    throw error
  }
}

function claim(lockFolder: LockFolder, next: StoredTable, content: Uint8Array): ChainOutcome {
  try {
    if (claimSlot(lockFolder, slotPath(lockFolder, next.revision), content)) return { kind: 'committed' }
  } catch (error) {
    if (error instanceof ProblemError) return settleClaim(lockFolder, next, error)
    throw error
  }
  return settleClaim(lockFolder, next, null)
}

/**
 * A disk may report a failure, or over a network a taken name, and have linked the slot all the same: the token in the
 * slot tells who has it.
 *
 * @throws ProblemError `failure` if nothing was written
 */
function settleClaim(lockFolder: LockFolder, next: StoredTable, failure: ProblemError | null): ChainOutcome {
  try {
    const winner = loadSlot(lockFolder, next.revision)
    if (winner !== null) return { kind: winner.token === next.token ? 'committed' : 'conflict' }
    if (failure === null || isSpent(lockFolder, blockOf(next.revision))) return swept(next.revision)
  } catch (error) {
    if (failure === null || !(error instanceof ProblemError)) throw error
    return { kind: 'unknown', reason: failure.message }
  }
  throw failure
}

function swept(revision: number): ChainOutcome {
  return { kind: 'unknown', reason: `revision ${revision} was used up before it could be confirmed` }
}
