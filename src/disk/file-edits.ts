import { lstatSync, mkdirSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { ProblemError } from '../core/problems/problem.js'
import { errnoOf } from './errno.js'
import { readBounded } from './read-bounded.js'
import { realPathOf } from './real-path.js'
import { writeWhole } from './write-whole.js'

/** A hook may be a compiled program; none is larger. */
export const MAX_EDITED_BYTES = 64 * 1024 * 1024

/** One file of a plan. */
export interface FileEdit {
  /** Absolute and real: no part of it is a symbolic link. */
  readonly path: string
  /** null where there is no file. */
  readonly before: Buffer | null
  /** null if the file is to be removed. */
  readonly after: Buffer | null
  readonly mode: number
  readonly modeBefore: number
  /** For people: `create the hook`. */
  readonly why: string
}

/**
 * Writes a plan, each file whole or not at all. An edit that another process made meanwhile, such as a second `init`,
 * counts as done.
 *
 * @throws ProblemError `hook-changed` if a file is neither as planned nor as wanted: before anything is written, unless
 *   the file changes at that moment; `hook-not-written` with the system's reason
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

/** @throws ProblemError `hook-changed` if the edit cannot be made any more, either */
function isDone(edit: FileEdit): boolean {
  const now = readNow(edit)
  if (isSame(now, edit.after) && (now === null || process.platform === 'win32' || modeOf(edit.path) === edit.mode))
    return true
  if (!isSame(now, edit.before) && !isSame(now, edit.after)) throw changed(edit)
  return false
}

/** A link that appeared since the plan, in the path or at its end, is not followed. */
function readNow(edit: FileEdit): Buffer | null {
  const folder = dirname(edit.path)
  const reading = readBounded(edit.path, MAX_EDITED_BYTES)
  if (realPathOf(folder) !== folder) throw changed(edit)
  if (reading.kind === 'content') return reading.content
  if (reading.kind === 'missing') return null
  throw reading.kind === 'unreadable' ? notWritten(edit, reading.errno) : changed(edit)
}

function replaceFile(edit: FileEdit, content: Buffer): void {
  const { path, mode } = edit
  const isWritten = writeWhole({ path, mode, replaces: edit.before !== null }, content)
  if (!isWritten && !isSame(readNow(edit), edit.after)) throw changed(edit)
}

function attempt<T>(edit: FileEdit, operation: () => T): T {
  try {
    return operation()
  } catch (error) {
    const errno = errnoOf(error)
    if (errno === '') throw error
    throw notWritten(edit, errno)
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

function notWritten({ path }: FileEdit, errno: string): ProblemError {
  return new ProblemError({ area: 'git', code: 'hook-not-written', path, errno })
}
