import { isObjectId } from '../../core/object-id.js'
import { outputUnreadable } from '../git-faults.js'

/** A line that git gives to pre-push. */
export interface PushLine {
  /** `refs/heads/main`, `HEAD`, an object id, or `(delete)`. */
  readonly localRef: string
  readonly localId: string
  readonly remoteRef: string
  readonly remoteId: string
}

/** @throws ProblemError `output-unreadable` */
export function parsePushLines(bytes: Uint8Array): readonly PushLine[] {
  const text = Buffer.from(bytes).toString('utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map(parsePushLine)
}

/** Parses the line from its end: the local side, as the user typed it, may contain spaces (`:/fix of`). */
function parsePushLine(line: string): PushLine {
  const words = line.split(' ')
  const [localId = '', remoteRef = '', remoteId = ''] = words.slice(-3)
  const localRef = words.slice(0, -3).join(' ')
  if (localRef === '' || remoteRef === '' || !isObjectId(localId) || !isObjectId(remoteId)) {
    throw outputUnreadable('push', `no line for pre-push: ${line.slice(0, 80)}`)
  }
  return { localRef, localId, remoteRef, remoteId }
}

/** 40 zeros, or 64 in a SHA-256 repository: no object. */
export function isZeroId(id: string): boolean {
  return /^0+$/.test(id)
}

/** A line that git gives to pre-receive: one ref that the push would change. */
export interface ReceiveLine {
  /** Zeros: the ref is new. */
  readonly oldId: string
  /** Zeros: the ref is deleted. */
  readonly newId: string
  /** Bytes, one character each: names of refs have no encoding. */
  readonly ref: string
}

const LINE = /^([0-9a-f]{40}|[0-9a-f]{64}) ([0-9a-f]{40}|[0-9a-f]{64}) (refs\/[^\0-\x20\x7f]+)$/

/** @throws ProblemError `output-unreadable`, also for an input without any ref: that is no push without changes */
export function parseReceiveLines(bytes: Uint8Array): readonly ReceiveLine[] {
  const lines = Buffer.from(bytes).toString('latin1').split('\n')
  const read = lines.filter((line) => line !== '').map(parseReceiveLine)
  if (read.length === 0) throw outputUnreadable('receive-pack', 'a push without any ref')
  return read
}

function parseReceiveLine(line: string): ReceiveLine {
  const [, oldId, newId, ref] = LINE.exec(line) ?? []
  if (oldId === undefined || newId === undefined || ref === undefined) {
    throw outputUnreadable('receive-pack', `no line for pre-receive: ${line.slice(0, 80)}`)
  }
  return { oldId, newId, ref }
}

export function isDeletion({ newId }: ReceiveLine): boolean {
  return isZeroId(newId)
}
