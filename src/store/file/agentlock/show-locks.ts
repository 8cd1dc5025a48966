import { encodeAgentLock, type AgentLockRecord } from '../../../records/agentlock-record.js'
import type { StoredTable } from '../../../records/lock-table-record.js'
import type { TableRow } from '../../../records/lock-table-row.js'
import { ProblemError } from '../../../core/problems/problem.js'
import type { EpochMs } from '../../../core/time.js'
import { unreachable } from '../../../core/unreachable.js'
import { agentLockPath, quietly, writeTemporary, type LockFolder } from '../lock-folder.js'
import { inspect, MAX_AGENT_LOCK_BYTES, placeNew, takeAway } from './agentlock-file.js'

/**
 * - `shown`: the file exists and shows the lock.
 * - `occupied`: the name holds another program's live record, or something that cannot be read.
 * - `overtaken`: the file shows a table newer than ours.
 */
export type Shown = 'shown' | 'occupied' | 'overtaken'

/** The `.agent_lock` files that other programs read, for one commit. `discard` removes its temporary files. */
export interface AgentlockFiles {
  /** Writes what `show` will need, so that a full disk is noticed before the table is committed. */
  prepare(row: TableRow): void
  show(row: TableRow, table: StoredTable): Shown
  /** Removes the file of a lock that the table no longer has. */
  clear(name: string, table: StoredTable): void
  discard(): void
}

/** How the record at a name relates to the table. */
type ShownPlace = 'same' | 'older' | 'left-over' | 'newer' | 'foreign'

/** In each turn another program has put a record there and removed it again. */
const TURNS = 20

export function openAgentlockFiles(lockFolder: LockFolder): AgentlockFiles {
  const temporaries = new Map<TableRow, string>()
  const prepare = (row: TableRow): string => {
    const temporary = temporaries.get(row) ?? writeAgentlockFile(lockFolder, row)
    temporaries.set(row, temporary)
    return temporary
  }
  const moveOver = (row: TableRow): boolean => {
    const temporary = prepare(row)
    temporaries.delete(row)
    return lockFolder.disk.move(temporary, agentLockPath(lockFolder, row.file))
  }
  return {
    prepare,
    show: (row, table) => show(lockFolder, row, table, { prepare, moveOver }),
    clear: (name, table) => {
      const isLeftOver = (record: AgentLockRecord): boolean =>
        record.ownRevision !== null && placeOf(lockFolder, record, name, table, null) === 'left-over'
      takeAway(lockFolder, name, isLeftOver)
    },
    discard: () => {
      for (const temporary of temporaries.values()) quietly(() => lockFolder.disk.remove(temporary))
    },
  }
}

/**
 * If one resource has several READ locks, the file shows the one that expires last: the name must not look free early.
 */
export function rowsShown(table: StoredTable, names: ReadonlySet<string>, now: EpochMs): ReadonlyMap<string, TableRow> {
  const shown = new Map<string, TableRow>()
  for (const row of table.rows) {
    if (row.lock.expiresAt <= now || !names.has(row.file)) continue
    const other = shown.get(row.file)
    if (other === undefined || other.lock.expiresAt < row.lock.expiresAt) shown.set(row.file, row)
  }
  return shown
}

function writeAgentlockFile(lockFolder: LockFolder, { lock, file }: TableRow): string {
  const content = Buffer.from(encodeAgentLock(lock))
  if (content.length <= MAX_AGENT_LOCK_BYTES) return writeTemporary(lockFolder, content)
  const path = agentLockPath(lockFolder, file)
  throw new ProblemError({ area: 'store', code: 'disk-refuses', action: 'write', path, errno: 'EFBIG' })
}

interface Steps {
  prepare(row: TableRow): string
  moveOver(row: TableRow): boolean
}

function show(lockFolder: LockFolder, row: TableRow, table: StoredTable, steps: Steps): Shown {
  for (let turn = 0; turn < TURNS; turn += 1) {
    if (placeNew(lockFolder, steps.prepare(row), agentLockPath(lockFolder, row.file))) return 'shown'
    const standing = inspect(lockFolder, row.file)
    if (standing.kind === 'gone') continue
    if (standing.kind === 'unreadable') return 'occupied'
    const place = placeOf(lockFolder, standing.record, row.file, table, row)
    switch (place) {
      case 'same':
        return 'shown'
      case 'older':
        if (steps.moveOver(row)) return 'shown'
        break
      case 'left-over':
        takeAway(lockFolder, row.file, (record) => placeOf(lockFolder, record, row.file, table, row) === 'left-over')
        break
      case 'newer':
        return 'overtaken'
      case 'foreign':
        return 'occupied'
      default:
        return unreachable(place)
    }
  }
  return 'occupied'
}

function placeOf(
  lockFolder: LockFolder,
  { lock, ownRevision }: AgentLockRecord,
  name: string,
  table: StoredTable,
  wanted: TableRow | null,
): ShownPlace {
  if (lockFolder.now() > lock.expiresAt) return 'left-over'
  if (ownRevision === null) return lock.process !== null && lockFolder.isGone(lock.process) ? 'left-over' : 'foreign'
  if (ownRevision > table.revision) return 'newer'
  if (wanted?.lock.id === lock.id && wanted.lock.revision === ownRevision) return 'same'
  // A lock that is held already must not lack its file for a moment: the file is replaced in place.
  const isHeld = wanted !== null && wanted.lock.revision < table.revision
  return isHeld || table.rows.some((row) => row.lock.id === lock.id && row.file === name) ? 'older' : 'left-over'
}
