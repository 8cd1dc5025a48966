import { createHash, randomUUID } from 'node:crypto'
import { dirname, join } from 'node:path'
import * as z from 'zod/mini'
import { ProblemError } from '../../core/problems/problem.js'
import type { EpochMs } from '../../core/time.js'
import type { Disk } from '../../disk/disk.js'
import { refuseLinks } from '../../disk/refuse-links.js'
import { nodeDisk } from '../../disk/node-disk.js'

/** The locks of this store that a remote shows, as far as we know. */
export interface Publication {
  /** The commit under the store's ref. */
  readonly id: string
  /** The checksum of the locks in that commit. */
  readonly sum: string
}

/** What is remembered of a remote apart from the locks that it shows. */
export interface RemoteNote {
  /** Why the remote refused the ref; null if it took the ref, or was not asked. */
  readonly refusal: string | null
  /** When a hook may ask again; null: a hook never asks again. */
  readonly retryAt: EpochMs | null
  /** True if the user was told that locks go to this remote. */
  readonly isTold: boolean
}

/**
 * Remembers remotes, beside the store. File names are a hash of the URL, because a URL may hold a password:
 *
 *   <locks>/.holdfast/published/<hash>.json   only while the remote shows at least one lock: the shell looks for it
 *   <locks>/.holdfast/published/<hash>.note
 *
 * A file that cannot be read counts as missing: every decision from these files is checked by a compare-and-swap.
 */
export interface RemoteMemory {
  publication(url: string): Publication | null
  note(url: string): RemoteNote | null
  /** null: the remote shows no locks. */
  setPublication(url: string, publication: Publication | null): void
  setNote(url: string, note: RemoteNote | null): void
}

const MAX_BYTES = 64 * 1024
const publicationRecord = z.lazy(() => z.object({ id: z.string(), sum: z.string() }))
const noteRecord = z.lazy(() =>
  z.object({ refusal: z.nullable(z.string()), retryAt: z.nullable(z.number()), isTold: z.boolean() }),
)

export function openRemoteMemory(locks: string, disk: Disk = nodeDisk): RemoteMemory {
  const folder = join(locks, '.holdfast', 'published')
  const pathOf = (url: string, kind: 'json' | 'note'): string =>
    join(folder, `${createHash('sha256').update(url).digest('hex').slice(0, 32)}.${kind}`)
  return {
    publication: (url) => read(disk, pathOf(url, 'json'), publicationRecord),
    note: (url) => read(disk, pathOf(url, 'note'), noteRecord),
    setPublication: (url, publication) => write(disk, pathOf(url, 'json'), publication),
    setNote: (url, note) => write(disk, pathOf(url, 'note'), note),
  }
}

function read<T>(disk: Disk, path: string, schema: z.ZodMiniType<T>): T | null {
  try {
    refusePlanted(disk, path)
    const content = disk.read(path, MAX_BYTES)
    if (content === null) return null
    const result = z.safeParse(schema, JSON.parse(Buffer.from(content).toString('utf8')))
    return result.success ? result.data : null
  } catch (error) {
    if (error instanceof ProblemError || error instanceof SyntaxError) return null
    throw error
  }
}

/** @throws ProblemError `path-planted` where `published`, or the folder that holds it, is a link */
function refusePlanted(disk: Disk, path: string): void {
  refuseLinks(disk, [dirname(dirname(path)), dirname(path)])
}

function write(disk: Disk, path: string, value: object | null): void {
  refusePlanted(disk, path)
  if (value === null) {
    disk.remove(path)
    return
  }
  const folder = dirname(path)
  const temporary = join(folder, `${randomUUID()}.tmp`)
  disk.makeFolder(folder)
  disk.writeNew(temporary, Buffer.from(`${JSON.stringify(value)}\n`))
  disk.move(temporary, path)
}
