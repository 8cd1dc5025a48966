import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { ProblemError } from '../core/problems/problem.js'
import type { Disk } from './disk.js'
import { appendLine, lookAt, readFrom } from './node-file.js'

// Windows has neither flag: there a name cannot be a fifo, and a link needs a privilege to make.
const NO_FOLLOW = (constants.O_NOFOLLOW as number | undefined) ?? 0
const NO_BLOCK = (constants.O_NONBLOCK as number | undefined) ?? 0
const ONLY_OWN_ACCOUNT_MAY_WRITE = 0o644

export const nodeDisk: Disk = {
  makeFolder: (path) => attempt('create the folder', path, () => void mkdirSync(path, { recursive: true })),
  list: (path) => attemptUnlessGone('list', path, () => readdirSync(path)),
  read: (path, maxBytes) => attemptUnlessGone('read', path, () => readRegularFile(path, maxBytes)),
  writeNew: (path, content) => attempt('write', path, () => writeDurably(path, content)),
  linkNew: (source, target) => attempt('link', target, () => linkUnlessTaken(source, target)),
  move: (source, target) => attemptUnlessGone('move', source, () => moved(source, target)) ?? false,
  remove: (path) => attemptUnlessGone('remove', path, () => removed(path)) ?? false,
  removeFolder: (path) => attemptUnlessGone('remove the folder', path, () => removedFolder(path)) ?? false,
  exists: (path) => attempt('look at', path, () => lstatSync(path, { throwIfNoEntry: false }) !== undefined),
  syncFolder: (path) => syncFolder(path),
  modifiedAt: (path) => attemptUnlessGone('look at', path, () => lstatSync(path).mtimeMs),
  look: (path) => attemptUnlessGone('look at', path, () => lookAt(path)),
  appendLine: (path, line) => attempt('add to', path, () => appendLine(path, line)),
  readFrom: (path, offset, maxBytes) => attemptUnlessGone('read', path, () => readFrom(path, offset, maxBytes)),
}

function readRegularFile(path: string, maxBytes: number): Uint8Array {
  const file = openSync(path, constants.O_RDONLY | NO_FOLLOW | NO_BLOCK)
  try {
    const stat = fstatSync(file)
    if (!stat.isFile()) throw unreadable(path, 'it is not a regular file')
    if (stat.size > maxBytes) throw unreadable(path, `it has ${stat.size} bytes, more than ${maxBytes}`)
    return readAll(file, stat.size)
  } finally {
    closeSync(file)
  }
}

function readAll(file: number, size: number): Uint8Array {
  const content = Buffer.allocUnsafe(size)
  let length = 0
  while (length < size) {
    const count = readSync(file, content, length, size - length, length)
    if (count === 0) break
    length += count
  }
  return content.subarray(0, length)
}

/** A file that could not be written whole is taken away again, so that no torn one is ever linked. */
function writeDurably(path: string, content: Uint8Array): void {
  const file = openSync(
    path,
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW,
    ONLY_OWN_ACCOUNT_MAY_WRITE,
  )
  try {
    let written = 0
    while (written < content.length) written += writeSync(file, content, written)
    fsyncSync(file)
  } catch (error) {
    closeSync(file)
    removeQuietly(path)
    throw error
  }
  closeSync(file)
}

function removeQuietly(path: string): void {
  try {
    unlinkSync(path)
  } catch {
    // What cannot be removed lies in the temporary folder, which is swept by age.
  }
}

function linkUnlessTaken(source: string, target: string): boolean {
  try {
    linkSync(source, target)
    return true
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false
    throw error
  }
}

function moved(source: string, target: string): true {
  renameSync(source, target)
  return true
}

function removed(path: string): true {
  unlinkSync(path)
  return true
}

function removedFolder(path: string): true {
  rmdirSync(path)
  return true
}

/** Windows cannot open a folder, and some network disks cannot sync one: both keep the names by themselves. */
function syncFolder(path: string): void {
  let folder: number
  try {
    folder = openSync(path, constants.O_RDONLY)
  } catch {
    return
  }
  try {
    fsyncSync(folder)
  } catch (error) {
    if (!['EINVAL', 'EPERM', 'ENOTSUP', 'EBADF'].includes(errnoOf(error))) throw toProblem('sync', path, error)
  } finally {
    closeQuietly(folder)
  }
}

/** Nothing was written through it, so there is nothing that could have been lost. */
function closeQuietly(file: number): void {
  try {
    closeSync(file)
  } catch {
    // The system has let go of it all the same.
  }
}

function attempt<T>(action: string, path: string, operation: () => T): T {
  try {
    return operation()
  } catch (error) {
    throw toProblem(action, path, error)
  }
}

function attemptUnlessGone<T>(action: string, path: string, operation: () => T): T | null {
  try {
    return operation()
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null
    throw toProblem(action, path, error)
  }
}

function toProblem(action: string, path: string, error: unknown): unknown {
  const errno = errnoOf(error)
  // What O_NOFOLLOW says of a symbolic link: ELOOP on Linux and macOS, EMLINK on FreeBSD.
  if (errno === 'ELOOP' || errno === 'EMLINK') return new ProblemError({ area: 'store', code: 'path-planted', path })
  if (errno === '') return error
  return new ProblemError({ area: 'store', code: 'disk-refuses', action, path, errno })
}

function unreadable(path: string, reason: string): ProblemError {
  return new ProblemError({ area: 'store', code: 'state-unreadable', path, reason })
}

function errnoOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
