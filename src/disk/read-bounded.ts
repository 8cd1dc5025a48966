import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { errnoOf } from './errno.js'

// Windows has neither flag. There a name cannot be a pipe, and only a privileged account can make a link.
export const NO_FOLLOW = (constants.O_NOFOLLOW as number | undefined) ?? 0
export const NO_BLOCK = (constants.O_NONBLOCK as number | undefined) ?? 0

/** A regular file as it was when it was opened, with its permission bits; or the reason why it could not be read. */
export type Reading =
  { readonly kind: 'content'; readonly content: Buffer; readonly mode: number } | { readonly kind: 'missing' } | Refused

export type Refused =
  | { readonly kind: 'link' }
  /** A folder, a pipe, a device. */
  | { readonly kind: 'no-file' }
  | { readonly kind: 'too-large'; readonly bytes: number; readonly maxBytes: number }
  | { readonly kind: 'unreadable'; readonly errno: string }

/** Whether a symbolic link at the end of the path is followed. Links on the way to it always are. */
export type Links = 'refused' | 'followed'

/**
 * Reads a regular file of at most `maxBytes`, whatever anybody has put in its place: a pipe that nobody writes to, a
 * device without an end, a link to another file. Never throws.
 *
 * @param links `followed` only for files that nobody but the user can have put there, such as those of the home folder
 */
export function readBounded(path: string, maxBytes: number, links: Links = 'refused'): Reading {
  let file: number
  try {
    file = openSync(path, constants.O_RDONLY | NO_BLOCK | (links === 'followed' ? 0 : NO_FOLLOW))
  } catch (error) {
    return whyNotOpened(error)
  }
  try {
    return readOpened(file, maxBytes)
  } catch (error) {
    return { kind: 'unreadable', errno: errnoOf(error) }
  } finally {
    closeQuietly(file)
  }
}

/** Closes a file through which nothing was written: a disk that reports a failure here has lost nothing. */
export function closeQuietly(file: number): void {
  try {
    closeSync(file)
  } catch {
    // The system has closed the file all the same.
  }
}

/** Reads a file that is only a hint: null if it cannot be read, for whatever reason. */
export function readHint(path: string, maxBytes: number, links?: Links): Buffer | null {
  const reading = readBounded(path, maxBytes, links)
  return reading.kind === 'content' ? reading.content : null
}

/** Everything that we install together is smaller. */
const MAX_PACKAGE_FILE = 64 * 1024 * 1024

/**
 * Reads a file of this package. Follows a link: some package managers make links.
 *
 * @throws Error if the package is not whole
 */
export function readPackageFile(path: string): Buffer {
  const content = readHint(path, MAX_PACKAGE_FILE, 'followed')
  if (content === null) throw new Error(`the package is not whole: ${path} cannot be read`)
  return content
}

/** The end of a sentence that begins with the file: `is not a regular file`. */
export function describeRefused(refused: Refused): string {
  switch (refused.kind) {
    case 'link':
      return 'is a symbolic link'
    case 'no-file':
      return 'is not a regular file'
    case 'too-large':
      return `has ${refused.bytes} bytes, more than ${refused.maxBytes}`
    case 'unreadable':
      return `cannot be read (${refused.errno})`
  }
}

function whyNotOpened(error: unknown): Reading {
  const errno = errnoOf(error)
  if (errno === 'ENOENT') return { kind: 'missing' }
  return isLinkRefused(errno) ? { kind: 'link' } : { kind: 'unreadable', errno }
}

/** The error of O_NOFOLLOW for a symbolic link: ELOOP on Linux and macOS, EMLINK on FreeBSD. */
export function isLinkRefused(errno: string): boolean {
  return errno === 'ELOOP' || errno === 'EMLINK'
}

function readOpened(file: number, maxBytes: number): Reading {
  const stat = fstatSync(file)
  if (!stat.isFile()) return { kind: 'no-file' }
  if (stat.size > maxBytes) return { kind: 'too-large', bytes: stat.size, maxBytes }
  return { kind: 'content', content: readAll(file, stat.size), mode: stat.mode & 0o7777 }
}

/** Leaves out what is added while it reads; if the file is cut short, so is the content. */
function readAll(file: number, size: number): Buffer {
  const content = Buffer.allocUnsafe(size)
  let length = 0
  while (length < size) {
    const count = readSync(file, content, length, size - length, length)
    if (count === 0) break
    length += count
  }
  return content.subarray(0, length)
}
