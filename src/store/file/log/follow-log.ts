import { dirname } from 'node:path'
import type { LogEvent } from '../../../core/event.js'
import type { Disk } from '../../../disk/disk.js'
import { watchFolders, type FolderWatch } from '../../../disk/folder-watch.js'

type ParseEvents = (content: Uint8Array) => readonly LogEvent[]

/** How far a log was read. `id` identifies the file, which keeps it when it is moved to `.1`. */
export interface LogPosition {
  readonly id: string
  readonly offset: number
}

const POLL_MS = 1_000
const CHUNK_BYTES = 1024 * 1024
const LINE_END = 0x0a

/** The current end of a log. */
export function findLogEnd(disk: Disk, path: string): LogPosition {
  const end = disk.readFrom(path, 0, 0)
  return end === null ? { id: '', offset: 0 } : { id: end.id, offset: end.size }
}

/** Events that are written behind `start`. */
export async function* followLog(
  disk: Disk,
  path: string,
  start: LogPosition,
  parseEvents: ParseEvents,
  signal: AbortSignal,
): AsyncGenerator<LogEvent> {
  const watch: FolderWatch = watchFolders([dirname(path)])
  try {
    let position = start
    while (!signal.aborted) {
      const { content, next } = readOn(disk, path, position)
      yield* parseEvents(content)
      if (next.id === position.id && next.offset === position.offset) await watch.wait(POLL_MS, signal)
      position = next
    }
  } finally {
    watch.close()
  }
}

/** Reads whole lines behind `position`, in the file of `position`; the next file only after the end of that one. */
function readOn(
  disk: Disk,
  path: string,
  position: LogPosition,
): { readonly content: Uint8Array; readonly next: LogPosition } {
  for (const each of position.id === '' ? [path] : [path, `${path}.1`]) {
    const part = disk.readFrom(each, position.offset, CHUNK_BYTES)
    if (part === null || (position.id !== '' && part.id !== position.id)) continue
    const isCutShort = part.size < position.offset
    const length = isCutShort ? 0 : wholeLinesLength(part.content)
    const next = { id: part.id, offset: isCutShort ? 0 : position.offset + length }
    if (each === path || length > 0) return { content: part.content.subarray(0, length), next }
  }
  const isThere = disk.exists(path)
  return { content: new Uint8Array(), next: isThere ? { id: '', offset: 0 } : position }
}

/** A line without its end is still being written; a chunk without any line end is skipped. */
function wholeLinesLength(content: Uint8Array): number {
  const length = content.lastIndexOf(LINE_END) + 1
  return length === 0 && content.length === CHUNK_BYTES ? CHUNK_BYTES : length
}
