import {
  closeSync,
  constants,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { ProblemError } from '../core/problems/problem.js'
import type { Disk } from './disk.js'
import { errnoOf } from './errno.js'
import { appendLine, lookAt, readFrom } from './node-file.js'
import { closeQuietly, describeRefused, isLinkRefused, NO_FOLLOW, readBounded } from './read-bounded.js'
import { removeQuietly } from './settle.js'

const ONLY_OWN_ACCOUNT_MAY_WRITE = 0o644

export const nodeDisk: Disk = {
  makeFolder: (path) => attempt('create the folder', path, () => void mkdirSync(path, { recursive: true })),
  list: (path) => attemptUnlessGone('list', path, () => readdirSync(path)),
  read: (path, maxBytes) => readFile(path, maxBytes),
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

/** @throws ProblemError `path-planted`, `state-unreadable`, `disk-refuses` */
function readFile(path: string, maxBytes: number): Uint8Array | null {
  const reading = readBounded(path, maxBytes)
  if (reading.kind === 'content') return reading.content
  if (reading.kind === 'missing') return null
  if (reading.kind === 'link') throw planted(path)
  if (reading.kind === 'unreadable') throw refuses('read', path, reading.errno)
  const reason = `it ${describeRefused(reading)}`
  throw new ProblemError({ area: 'store', code: 'state-unreadable', path, reason })
}

/** A file that could not be written whole is removed, so that no torn file ever gets its name. */
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
    removeQuietly(nodeDisk, path)
    throw error
  }
  closeSync(file)
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
  if (isLinkRefused(errno)) return planted(path)
  return errno === '' ? error : refuses(action, path, errno)
}

function planted(path: string): ProblemError {
  return new ProblemError({ area: 'store', code: 'path-planted', path })
}

function refuses(action: string, path: string, errno: string): ProblemError {
  return new ProblemError({ area: 'store', code: 'disk-refuses', action, path, errno })
}
