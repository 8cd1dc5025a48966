import { outputUnreadable } from '../git-faults.js'

/** A line that git gives to pre-push. */
export interface PushLine {
  /** `refs/heads/main`, `HEAD`, an object id, or `(delete)`. */
  readonly localRef: string
  readonly localId: string
  readonly remoteRef: string
  readonly remoteId: string
}

const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/

/** @throws ProblemError `output-unreadable` */
export function parsePushLines(bytes: Uint8Array): readonly PushLine[] {
  const text = Buffer.from(bytes).toString('utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map(parsePushLine)
}

/** Read from its end: what was typed for the local side may hold spaces (`:/fix of`). */
function parsePushLine(line: string): PushLine {
  const words = line.split(' ')
  const [localId = '', remoteRef = '', remoteId = ''] = words.slice(-3)
  const localRef = words.slice(0, -3).join(' ')
  if (localRef === '' || remoteRef === '' || !OBJECT_ID.test(localId) || !OBJECT_ID.test(remoteId)) {
    throw outputUnreadable('push', `no line for pre-push: ${line.slice(0, 80)}`)
  }
  return { localRef, localId, remoteRef, remoteId }
}

/** 40 zeros, or 64 in a SHA-256 repository: no object. */
export function isZeroId(id: string): boolean {
  return /^0+$/.test(id)
}
