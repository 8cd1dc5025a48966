import { join } from 'node:path'
import { ProblemError } from '../../../core/problems/problem.js'
import { HOUR_MS, type EpochMs } from '../../../core/time.js'
import { parseLeaseRecord, renderLeaseRecord, type Lease } from '../../../records/lease-record.js'
import { ensureFolder, listFolder, publish, type MailFolders } from './mail-folders.js'
import { hashOf } from './file-names.js'

/**
 * Who holds which key for a while, as numbered files: `<hash of the key>.<epoch>`.
 *
 *   nobody ──link .1──> held ──(now >= expiresAt)──> free again ──link .2──> held …
 *
 * An epoch's name is linked exclusively, so one of several racers wins, and the next epoch can be taken without
 * removing anything: a process may die between any two steps. Epochs are removed only when the thing that they were
 * taken for is gone.
 */
export interface Leases {
  readonly folders: MailFolders
  readonly folder: readonly string[]
  /** Every epoch that existed when the leases were read, by hash of the key, rising. */
  readonly epochs: ReadonlyMap<string, readonly number[]>
}

export type LeaseOutcome =
  { readonly kind: 'taken'; readonly path: string } | { readonly kind: 'held'; readonly lease: Lease }

const MAX_LEASE_BYTES = 4096
const ATTEMPTS = 16

export function readLeases(folders: MailFolders, folder: readonly string[]): Leases {
  const epochs = new Map<string, number[]>()
  for (const name of listFolder(folders, folder)) {
    const [, hash = '', epoch = ''] = /^([0-9a-f]{32})\.(\d{1,15})$/.exec(name) ?? []
    if (hash !== '')
      epochs.set(
        hash,
        [...(epochs.get(hash) ?? []), Number(epoch)].sort((a, b) => a - b),
      )
  }
  return { folders, folder, epochs }
}

export function leaseKey(key: string): string {
  return hashOf(key).slice(0, 32)
}

/**
 * Takes the next epoch for `wanted`, durably, if the last one has expired or `mayFollow` allows it.
 *
 * @throws ProblemError `contended` if other processes were faster every time
 */
export function takeLease(
  book: Leases,
  hash: string,
  wanted: Lease,
  mayFollow: (lease: Lease) => boolean = () => false,
): LeaseOutcome {
  let current = book
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const lease = lastLease(current, hash)
    if (lease !== null && !isExpired(lease, current.folders.now()) && !mayFollow(lease)) return { kind: 'held', lease }
    const path = nextLeasePath(current, hash)
    if (publish(current.folders, path, renderLeaseRecord(wanted))) return { kind: 'taken', path }
    current = readLeases(current.folders, current.folder)
  }
  throw new ProblemError({ area: 'store', code: 'contended', attempts: ATTEMPTS })
}

/** The lease of the highest epoch, expired or not; null if there is none. */
export function lastLease({ folders, folder, epochs }: Leases, hash: string): Lease | null {
  const epoch = epochs.get(hash)?.at(-1)
  if (epoch === undefined) return null
  return readLease(folders, join(folders.root, ...folder, `${hash}.${epoch}`))
}

/** A claim that cannot be read must not keep agents from the other messages. */
function readLease(folders: MailFolders, path: string): Lease | null {
  try {
    const content = folders.disk.read(path, MAX_LEASE_BYTES)
    return content === null ? null : (parseLeaseRecord(content) ?? unreadableLease(folders, path))
  } catch (error) {
    const isDamaged = error instanceof ProblemError && ['state-unreadable', 'path-planted'].includes(error.problem.code)
    if (isDamaged) return unreadableLease(folders, path)
    throw error
  }
}

/** Removes the highest epoch first: a reader then finds an epoch that has expired, or none. */
export function dropLeases({ folders, folder, epochs }: Leases, hash: string): void {
  for (const epoch of [...(epochs.get(hash) ?? [])].reverse())
    folders.disk.remove(join(folders.root, ...folder, `${hash}.${epoch}`))
}

export function isExpired(lease: Lease, now: EpochMs): boolean {
  return now >= lease.expiresAt
}

function nextLeasePath({ folders, folder, epochs }: Leases, hash: string): string {
  return join(ensureFolder(folders, folder), `${hash}.${(epochs.get(hash)?.at(-1) ?? 0) + 1}`)
}

/** We never leave a torn lease. One that cannot be read counts as held for a while: not as free, and not for ever. */
function unreadableLease(folders: MailFolders, path: string): Lease {
  return { holder: 'a claim that cannot be read', expiresAt: (folders.disk.modifiedAt(path) ?? 0) + HOUR_MS }
}
