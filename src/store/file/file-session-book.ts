import { createHash, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { DAY_MS, type EpochMs } from '../../core/time.js'
import { parseSessionRecord, renderSessionRecord, type SessionRecord } from '../../records/session-record.js'
import type { SessionBook } from '../session-book.js'
import type { Disk } from '../../disk/disk.js'
import { nodeDisk } from '../../disk/node-disk.js'

export interface FileSessionBookOptions {
  /** One file for each session. The first session makes the folder. */
  readonly folder: string
  readonly disk?: Disk
  readonly now: () => EpochMs
}

const MAX_BYTES = 1024 * 1024
/** A session without a sign of life for a day has ended without a notice. */
const FORGOTTEN_MS = DAY_MS

export function openFileSessionBook({ folder, disk = nodeDisk, now }: FileSessionBookOptions): SessionBook {
  const read = (name: string): SessionRecord | null => quietly(() => readRecord(disk, join(folder, name)), null)
  return {
    find: (program, session) => read(fileName(program, session)),
    list: () =>
      recordNames(disk, folder).flatMap((name) => {
        const record = read(name)
        return record !== null && now() - record.seenAt < FORGOTTEN_MS ? [record] : []
      }),
    save: (record) => quietly(() => save(disk, folder, record, now()), undefined),
    remove: (program, session) => quietly(() => void disk.remove(join(folder, fileName(program, session))), undefined),
  }
}

function fileName(program: string, session: string): string {
  return `${createHash('sha256').update(`${program}\0${session}`).digest('hex').slice(0, 32)}.json`
}

function recordNames(disk: Disk, folder: string): readonly string[] {
  return quietly(() => disk.list(folder) ?? [], []).filter((name) => /^[0-9a-f]{32}\.json$/.test(name))
}

function readRecord(disk: Disk, path: string): SessionRecord | null {
  const content = disk.read(path, MAX_BYTES)
  return content === null ? null : parseSessionRecord(content)
}

/** Each new session removes the files of old ones: that is often enough. */
function save(disk: Disk, folder: string, record: SessionRecord, now: EpochMs): void {
  const target = join(folder, fileName(record.program, record.session))
  disk.makeFolder(folder)
  if (!disk.exists(target)) sweep(disk, folder, now)
  const temporary = join(folder, `${randomUUID()}.tmp`)
  disk.writeNew(temporary, Buffer.from(renderSessionRecord(record)))
  disk.move(temporary, target)
}

function sweep(disk: Disk, folder: string, now: EpochMs): void {
  for (const name of disk.list(folder) ?? []) {
    const path = join(folder, name)
    if (now - (disk.modifiedAt(path) ?? now) > FORGOTTEN_MS) disk.remove(path)
  }
}

function quietly<T>(attempt: () => T, otherwise: T): T {
  try {
    return attempt()
  } catch {
    return otherwise
  }
}
