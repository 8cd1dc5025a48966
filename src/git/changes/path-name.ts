import { isUtf8 } from 'node:buffer'
import type { Change } from '../../core/change.js'

/** A path from its bytes: names in git have no encoding. */
export function namePath(bytes: Buffer): Pick<Change, 'path' | 'bytes'> {
  const path = bytes.toString('utf8')
  return isUtf8(bytes) ? { path } : { path, bytes: bytes.toString('latin1') }
}

/** Tells names apart that read alike: bytes of their own begin with a character that no path holds. */
export function nameOf(change: Pick<Change, 'path' | 'bytes'>): string {
  return change.bytes === undefined ? change.path : `\0${change.bytes}`
}
