import type { Lock, LockId } from '../../../core/locks/lock.js'
import { ProblemError } from '../../../core/problems/problem.js'
import type { EpochMs } from '../../../core/time.js'
import { AGENT_LOCK_SUFFIX } from '../../../records/agentlock-record.js'
import type { StoredTable } from '../../../records/lock-table-record.js'
import type { UnreadableLock } from '../../lock-store.js'
import { agentLockPath, type LockFolder } from '../lock-folder.js'
import { inspect, type Standing } from './agentlock-file.js'

/** The files in the folder that show no lock of the table. Names are without the suffix. */
export interface FolderScan {
  readonly foreign: ReadonlyMap<LockId, ForeignFile>
  /** Files of locks that the table no longer has: a process died before it could remove them. */
  readonly leftOver: readonly string[]
  readonly unreadable: readonly UnreadableLock[]
  /** A file shows a newer table, or is being written: there may be a newer table. */
  readonly isDoubtful: boolean
}

export interface ForeignFile {
  readonly name: string
  readonly lock: Lock
  /** For a record of ours that is newer than the table: the revision of the lock that it shows. */
  readonly ownRevision: number | null
}

/** Opens only files that belong to no live lock of the table. */
export function scanFolder(lockFolder: LockFolder, table: StoredTable): FolderScan {
  const foreign = new Map<LockId, ForeignFile>()
  const leftOver: string[] = []
  const unreadable: UnreadableLock[] = []
  let isDoubtful = false
  const names = listForeignNames(lockFolder, table)
  const ids = new Set(names.length === 0 ? [] : table.rows.map((row) => row.lock.id))
  for (const name of names) {
    const standing = inspectAny(lockFolder, name)
    if (standing.kind === 'gone') continue
    if (standing.kind === 'unreadable') {
      isDoubtful = true
      unreadable.push({ path: agentLockPath(lockFolder, name), reason: standing.reason })
      continue
    }
    const { lock, ownRevision } = standing.record
    if (ownRevision !== null && ownRevision <= table.revision) {
      leftOver.push(name)
      continue
    }
    isDoubtful ||= ownRevision !== null
    const id = ids.has(lock.id) || foreign.has(lock.id) ? (`foreign-${name}` as LockId) : lock.id
    foreign.set(id, { name, lock: { ...lock, id }, ownRevision })
  }
  return { foreign, leftOver, unreadable, isDoubtful }
}

function listForeignNames(lockFolder: LockFolder, table: StoredTable): readonly string[] {
  const files = lockFolder.disk.list(lockFolder.root) ?? []
  const live = liveNames(table, lockFolder.now())
  return files.flatMap((file) => {
    if (!file.endsWith(AGENT_LOCK_SUFFIX)) return []
    const name = file.slice(0, -AGENT_LOCK_SUFFIX.length)
    return live.has(name) ? [] : [name]
  })
}

/** An expired lock of ours does not count: another program may have put its own lock in the place of the file. */
function liveNames(table: StoredTable, now: EpochMs): ReadonlySet<string> {
  return new Set(table.rows.filter((row) => row.lock.expiresAt > now).map((row) => row.file))
}

function inspectAny(lockFolder: LockFolder, name: string): Standing {
  try {
    return inspect(lockFolder, name)
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return { kind: 'unreadable', reason: error.message }
  }
}
