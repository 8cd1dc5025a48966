import { randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import type { IsGone } from '../../../core/locks/lock.js'
import type { EpochMs } from '../../../core/time.js'
import { isGone as isProcessGone } from '../../../processes/binding.js'
import type { LockSnapshot, LockStore } from '../../lock-store.js'
import type { Disk } from '../../../disk/disk.js'
import { openGenerationChain, type GenerationChain } from '../generations/chain.js'
import { commitChange, type Reading } from './commit-change.js'
import { toRow } from './plan-change.js'
import { repairStore } from './repair-store.js'
import { refusePlanted, type LockFolder } from '../lock-folder.js'
import { waitForChange } from './wait-for-change.js'
import { nodeDisk } from '../../../disk/node-disk.js'
import { scanFolder } from '../agentlock/scan-agentlocks.js'

export interface FileLockStoreOptions {
  /** The folder of the `.agent_lock` files. Other AgentLock programs share it; the first write makes it. */
  readonly folder: string
  /** Default: the real one. */
  readonly disk?: Disk
  readonly now: () => EpochMs
  /** Default: `crypto.randomUUID`. */
  readonly randomId?: () => string
  /** Default: asks the system. */
  readonly isGone?: IsGone
}

/** How often to read again when a file is being changed and the table has moved on each time. */
const REREADS = 8

/** Locks as files, without a server. A reader needs no right to write. */
export function openFileLockStore({
  folder,
  disk = nodeDisk,
  now,
  randomId = randomUUID,
  isGone = isProcessGone,
}: FileLockStoreOptions): LockStore {
  const lockFolder: LockFolder = { root: resolve(folder), disk, now, randomId, isGone }
  const chain = openGenerationChain(lockFolder)
  const readings = new WeakMap<LockSnapshot, Reading>()
  const read = (): LockSnapshot => {
    refusePlanted(lockFolder)
    const reading = readAll(lockFolder, chain)
    const snapshot = toSnapshot(reading)
    readings.set(snapshot, reading)
    return snapshot
  }
  return {
    read: async () => read(),
    commit: async (base, change) => commitChange(lockFolder, chain, readings.get(base) ?? toReading(base), change),
    repair: async () => repairStore(lockFolder, chain),
    waitForChange: (since, timeoutMs, signal = new AbortController().signal) =>
      waitForChange(lockFolder, read, { since, timeoutMs, signal }),
  }
}

/** A writer commits before it places a file: a reader who sees a newer file also finds the table that it belongs to. */
function readAll(lockFolder: LockFolder, chain: GenerationChain): Reading {
  for (let reread = 0; ; reread += 1) {
    const table = chain.loadHead()
    const scan = scanFolder(lockFolder, table)
    if (!scan.isDoubtful || reread === REREADS || chain.loadHead() === table) return { table, scan }
  }
}

function toSnapshot({ table, scan }: Reading): LockSnapshot {
  const locks = [...table.rows.map((row) => row.lock), ...[...scan.foreign.values()].map((file) => file.lock)]
  return { revision: table.revision, locks, waiters: table.waiters, unreadable: scan.unreadable }
}

/** For a snapshot that another instance has read: it has everything but the files that are left over. */
function toReading({ revision, locks, waiters }: LockSnapshot): Reading {
  const rows = locks.filter((lock) => lock.origin === 'holdfast').map(toRow)
  return {
    table: { revision, token: '', rows, waiters },
    scan: { foreign: new Map(), leftOver: [], unreadable: [], isDoubtful: false },
  }
}
