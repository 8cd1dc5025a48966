import { dirname } from 'node:path'
import { MINUTE_MS, type EpochMs } from '../../../core/time.js'
import { parseEventRecord, renderEventRecord } from '../../../records/event-record.js'
import { type EventLog } from '../../event-log.js'
import { EVENT_KINDS, type LogEvent, type NewEvent } from '../../../core/event.js'
import type { Disk } from '../../../disk/disk.js'
import { findLogEnd, followLog, type LogPosition } from './follow-log.js'
import { nodeDisk } from '../../../disk/node-disk.js'

export interface FileEventLogOptions {
  /** The file of the log; the first event makes its folder. A full log moves to the same name with `.1`. */
  readonly path: string
  readonly disk?: Disk
  readonly now: () => EpochMs
}

/** A larger log becomes `.1`, and the old `.1` is deleted. */
export const MAX_LOG_BYTES = 5 * 1024 * 1024

/** No log is larger, unless another program writes to it: then only its end is read. */
const MAX_READ_BYTES = MAX_LOG_BYTES + 1024 * 1024

const OLDER = '.1'

/** A rotation is two steps of one process: it takes no longer. */
const ROTATING_MS = MINUTE_MS

/** One event a line, as JSON. Any number of processes write to it at once. */
export function openFileEventLog({ path, disk = nodeDisk, now }: FileEventLogOptions): EventLog {
  return {
    append: (event) => isAppended(disk, path, event, now),
    last: (count) => lastEvents(disk, path, count),
    follow: (signal, earlier = 0) => followFromNow(disk, path, earlier, signal),
  }
}

function isAppended(disk: Disk, path: string, event: NewEvent, now: () => EpochMs): boolean {
  try {
    const record = { ...event, time: new Date(now()).toISOString() }
    disk.makeFolder(dirname(path))
    const size = disk.appendLine(path, Buffer.from(renderEventRecord(record)))
    if (size > MAX_LOG_BYTES) rotateQuietly(disk, path, now())
    return true
  } catch {
    return false
  }
}

/** The event is already written; if another process rotates the log, or none can, the log only grows. */
function rotateQuietly(disk: Disk, path: string, now: EpochMs): void {
  try {
    rotate(disk, path, now)
  } catch {
    // The next event tries again.
  }
}

/**
 * If several writers see that the log is full, only one may move it: a late writer would move the new log over the old
 * one. If a process died before it could remove its marker, the marker is removed for the next event.
 */
function rotate(disk: Disk, path: string, now: EpochMs): void {
  const marker = `${path}.rotating`
  const markedAt = disk.modifiedAt(marker)
  if (markedAt !== null) {
    if (now - markedAt > ROTATING_MS) disk.remove(marker)
    return
  }
  disk.writeNew(marker, new Uint8Array())
  try {
    if ((disk.look(path)?.size ?? 0) > MAX_LOG_BYTES) disk.move(path, `${path}${OLDER}`)
  } finally {
    disk.remove(marker)
  }
}

/** The call finds the end of the log, and earlier events stop there: none is left out, and none is given twice. */
function followFromNow(disk: Disk, path: string, earlier: number, signal: AbortSignal): AsyncIterable<LogEvent> {
  const end = findLogEnd(disk, path)
  return concatenate(lastEvents(disk, path, earlier, end), followLog(disk, path, end, parseEvents, signal))
}

async function* concatenate(first: readonly LogEvent[], then: AsyncIterable<LogEvent>): AsyncGenerator<LogEvent> {
  yield* first
  yield* then
}

function lastEvents(disk: Disk, path: string, count: number, end: LogPosition | null = null): readonly LogEvent[] {
  if (count < 1) return []
  const events = readEnd(disk, path, end)
  const older = events.length < count ? readEnd(disk, `${path}${OLDER}`, end) : []
  return [...older, ...events].slice(-count)
}

/** Gives nothing behind `end`. If the file of `end` has become `.1` meanwhile, all of the new file is behind it. */
function readEnd(disk: Disk, path: string, end: LogPosition | null): readonly LogEvent[] {
  const size = disk.look(path)?.size ?? 0
  const from = Math.max(0, size - MAX_READ_BYTES)
  const part = disk.readFrom(path, from, MAX_READ_BYTES)
  if (part === null || (end !== null && part.id !== end.id && !path.endsWith(OLDER))) return []
  const length = part.id === end?.id ? Math.max(0, end.offset - from) : part.content.length
  return parseEvents(part.content.subarray(0, length))
}

function parseEvents(content: Uint8Array): readonly LogEvent[] {
  return new TextDecoder()
    .decode(content)
    .split('\n')
    .flatMap((line) => parseEvent(line))
}

function parseEvent(line: string): readonly LogEvent[] {
  const record = parseEventRecord(line)
  const kind = EVENT_KINDS.find((each) => each === record?.kind)
  return record === null || kind === undefined ? [] : [{ ...record, kind }]
}
