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
  /** Permission bits; left out: those that the umask leaves to a new file. */
  readonly mode?: number
  /** true: replace what is at the path, a link itself and not what it leads to. false: leave it as it is. */
  readonly replaces: boolean
}

/**
 * Writes a file whole or not at all: first durably under a name beside the path, then under its own. Makes the missing
 * folders of the path.
 *
 * @returns false if the name is taken
 * @throws the system's error; then nothing is left behind
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
  // The umask has reduced the mode that `open` was given.
  if (mode !== undefined) chmodSync(path, mode)
}

/** A file that was made meanwhile is not overwritten: link(2) refuses a taken name, rename(2) would not. */
function giveName(temporary: string, path: string): boolean {
  try {
    linkSync(temporary, path)
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false
    // FAT and some network disks have no hard links.
    renameSync(temporary, path)
  }
  return true
}
