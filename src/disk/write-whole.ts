import { randomUUID } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { errnoOf } from './errno.js'

export interface Target {
  readonly path: string
  /** Permission bits; where left out, those that the umask leaves of a new file. */
  readonly mode?: number
  /** What stands there is replaced, a link itself and not what it leads to. Else it is left as it is. */
  readonly replaces: boolean
}

/**
 * Writes a file whole or not at all: durably beside its place, then under its name. Makes the
 * folders on the way to it.
 *
 * @returns false where the name is taken
 * @throws the system's error; nothing is left behind then
 */
export function writeWhole({ path, mode, replaces }: Target, content: Uint8Array): boolean {
  const temporary = join(dirname(path), `.holdfast-${randomUUID()}`)
  mkdirSync(dirname(path), { recursive: true })
  try {
    writeNew(temporary, content, mode)
    if (!replaces) return giveName(temporary, path)
    renameSync(temporary, path)
    return true
  } finally {
    rmSync(temporary, { force: true })
  }
}

function writeNew(path: string, content: Uint8Array, mode: number | undefined): void {
  const file = openSync(path, 'wx', mode)
  try {
    writeFileSync(file, content)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  // What `open` gave was cut by the umask.
  if (mode !== undefined) chmodSync(path, mode)
}

/** A file that came into being meanwhile is not overwritten: link(2) refuses where rename(2) would not. */
function giveName(temporary: string, path: string): boolean {
  try {
    linkSync(temporary, path)
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false
    // FAT and some network disks know no links.
    renameSync(temporary, path)
  }
  return true
}
