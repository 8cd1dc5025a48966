import { randomUUID } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { ProblemError } from '../core/problems/problem.js'
import { realPathOf } from './real-path.js'

/** One file of a plan. */
export interface FileEdit {
  /** Absolute and real: no part of it is a symbolic link. */
  readonly path: string
  /** null where there is no file. */
  readonly before: Buffer | null
  /** null where the file goes away. */
  readonly after: Buffer | null
  readonly mode: number
  readonly modeBefore: number
  /** For people: `create the hook`. */
  readonly why: string
}

/**
 * Writes a plan, each file whole or not at all. An edit that somebody made meanwhile, such as a second `init`,
 * counts as done.
 *
 * @throws ProblemError `hook-changed` where a file is neither as planned nor as wanted: before anything is
 *   written, unless it changed in that moment; `hook-not-written` with the system's reason
 */
export function applyEdits(edits: readonly FileEdit[]): void {
  for (const edit of edits) attempt(edit, () => isDone(edit))
  for (const edit of edits) attempt(edit, () => applyEdit(edit))
}

function applyEdit(edit: FileEdit): void {
  mkdirSync(dirname(edit.path), { recursive: true })
  if (isDone(edit)) return
  if (edit.after === null) rmSync(edit.path, { force: true })
  else replaceFile(edit, edit.after)
}

/** @throws ProblemError `hook-changed` where it can't be done any more, either */
function isDone(edit: FileEdit): boolean {
  const now = readNow(edit)
  if (isSame(now, edit.after) && (now === null || process.platform === 'win32' || modeOf(edit.path) === edit.mode))
    return true
  if (!isSame(now, edit.before) && !isSame(now, edit.after)) throw changed(edit)
  return false
}

/** A link that appeared since the plan, in the path or at its end, is not followed. */
function readNow(edit: FileEdit): Buffer | null {
  const stat = lstatSync(edit.path, { throwIfNoEntry: false })
  if (realPathOf(dirname(edit.path)) !== dirname(edit.path)) throw changed(edit)
  if (stat === undefined) return null
  if (!stat.isFile()) throw changed(edit)
  return readFileSync(edit.path)
}

function replaceFile(edit: FileEdit, content: Buffer): void {
  const temporary = `${edit.path}.holdfast-${randomUUID()}`
  try {
    writeNewFile(temporary, content, edit.mode)
    if (edit.before === null) giveName(temporary, edit)
    else renameSync(temporary, edit.path)
  } finally {
    rmSync(temporary, { force: true })
  }
}

function writeNewFile(path: string, content: Buffer, mode: number): void {
  const file = openSync(path, 'wx', mode)
  try {
    writeFileSync(file, content)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  // What `open` gave was cut by the umask.
  chmodSync(path, mode)
}

/** A file that came into being meanwhile is not overwritten: link(2) refuses where rename(2) would not. */
function giveName(temporary: string, edit: FileEdit): void {
  try {
    linkSync(temporary, edit.path)
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') {
      if (!isSame(readNow(edit), edit.after)) throw changed(edit)
    } else {
      // FAT and some network disks know no links.
      renameSync(temporary, edit.path)
    }
  }
}

function attempt<T>(edit: FileEdit, operation: () => T): T {
  try {
    return operation()
  } catch (error) {
    const errno = errnoOf(error)
    if (errno === '') throw error
    throw new ProblemError({ area: 'git', code: 'hook-not-written', path: edit.path, errno })
  }
}

function isSame(a: Buffer | null, b: Buffer | null): boolean {
  return a === null || b === null ? a === b : a.equals(b)
}

function modeOf(path: string): number | undefined {
  const mode = lstatSync(path, { throwIfNoEntry: false })?.mode
  return mode === undefined ? undefined : mode & 0o7777
}

function changed(edit: FileEdit): ProblemError {
  return new ProblemError({ area: 'git', code: 'hook-changed', path: edit.path })
}

function errnoOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
