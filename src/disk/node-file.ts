import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, writeSync, type Stats } from 'node:fs'
import type { FilePart, Found } from './disk.js'
import { closeQuietly, NO_BLOCK, NO_FOLLOW } from './read-bounded.js'

const ONLY_OWN_ACCOUNT_MAY_WRITE = 0o644
const LINE_END = 0x0a

/** @throws the system's error where there is nothing at the path */
export function lookAt(path: string): Found {
  const stat = lstatSync(path)
  return { kind: kindOf(stat), size: stat.size, modifiedAt: stat.mtimeMs }
}

function kindOf(stat: Stats): Found['kind'] {
  if (stat.isFile()) return 'file'
  if (stat.isDirectory()) return 'folder'
  return stat.isSymbolicLink() ? 'link' : 'other'
}

/**
 * Adds one line by one write with O_APPEND: the system puts the line whole behind what other processes write.
 *
 * @throws the system's error; a part of the line may then be in the file, and the next line begins below it
 */
export function appendLine(path: string, line: Uint8Array): number {
  const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | NO_FOLLOW | NO_BLOCK
  const file = openSync(path, flags, ONLY_OWN_ACCOUNT_MAY_WRITE)
  try {
    const { size } = requireRegular(file, path)
    const start = isLastLineTorn(file, size) ? [LINE_END] : []
    const text = Buffer.concat([Buffer.from(start), line, Buffer.from([LINE_END])])
    if (writeSync(file, text) < text.length) throw Object.assign(new Error('short write'), { code: 'ENOSPC' })
    return fstatSync(file).size
  } finally {
    closeSync(file)
  }
}

/**
 * Writes a file anew, in place: for content that may be torn without harm.
 *
 * @throws the system's error, also if the path is a symbolic link or no regular file
 */
export function overwriteFile(path: string, content: Uint8Array): void {
  const flags = constants.O_WRONLY | constants.O_TRUNC | constants.O_CREAT | NO_FOLLOW | NO_BLOCK
  const file = openSync(path, flags, ONLY_OWN_ACCOUNT_MAY_WRITE)
  try {
    requireRegular(file, path)
    writeSync(file, content)
  } finally {
    closeSync(file)
  }
}

function isLastLineTorn(file: number, size: number): boolean {
  if (size === 0) return false
  const last = Buffer.alloc(1)
  return readSync(file, last, 0, 1, size - 1) === 1 && last[0] !== LINE_END
}

/** @throws the system's error, also if there is no such file or it is no regular file */
export function readFrom(path: string, offset: number, maxBytes: number): FilePart {
  const file = openSync(path, constants.O_RDONLY | NO_FOLLOW | NO_BLOCK)
  try {
    const stat = requireRegular(file, path)
    const content = Buffer.alloc(Math.min(maxBytes, Math.max(0, stat.size - offset)))
    const length = readSync(file, content, 0, content.length, offset)
    return { content: content.subarray(0, length), size: stat.size, id: `${stat.dev}:${stat.ino}` }
  } finally {
    closeQuietly(file)
  }
}

function requireRegular(file: number, path: string): Stats {
  const stat = fstatSync(file)
  if (stat.isFile()) return stat
  throw Object.assign(new Error(`${path} is not a regular file`), { code: 'EINVAL' })
}
