import { isUtf8 } from 'node:buffer'
import { lstatSync, readFileSync, type Stats } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { ProblemError } from '../../../core/problems/problem.js'
import type { FileEdit } from '../../../disk/file-edits.js'
import { isInside, realPathOf } from '../../../disk/real-path.js'
import type { Place } from '../../../git/place.js'

/** A file of the repository that agent programs read, as it stands, or as it does not. */
export interface AgentFile {
  /** As people know it: below the top of the work tree. */
  readonly name: string
  /** Absolute and real. */
  readonly path: string
  readonly content: Buffer | null
  /** A byte order mark is its first character. */
  readonly text: string | null
  readonly mode: number
}

/** No settings of an agent program are as large; all of ours fit into 10 KiB. */
const MAX_BYTES = 1024 * 1024
const NEW_MODE = 0o644

/**
 * A link is followed where it ends in the work tree.
 *
 * @throws ProblemError `agent-file-refused`: a link out of the repository, a folder, more than 1 MiB, no text
 */
export function readAgentFile(place: Place, top: string, name: string): AgentFile {
  const asked = join(top, name)
  const inFolder = join(realPathOf(dirname(asked)), basename(asked))
  const isLink = lookAt(name, inFolder)?.isSymbolicLink() === true
  const path = isLink ? realPathOf(inFolder) : inFolder
  if (!isInside(path, realPathOf(top))) throw refused(name, 'leads out of the repository by a symbolic link')
  if ([place.gitDir, place.commonDir].some((folder) => isInside(path, realPathOf(folder))))
    throw refused(name, 'leads into the git folder by a symbolic link')
  const stat = lookAt(name, path)
  if (stat === undefined) return { name, path, content: null, text: null, mode: NEW_MODE }
  const content = readContent(name, path, stat)
  return { name, path, content, text: content.toString('utf8'), mode: stat.mode & 0o7777 }
}

function lookAt(name: string, path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch (error) {
    // A file stands where the folder should be.
    throw refused(name, `cannot be read (${error instanceof Error ? error.message : String(error)})`)
  }
}

function readContent(name: string, path: string, stat: Stats): Buffer {
  if (stat.isSymbolicLink()) throw refused(name, 'is a symbolic link to nothing')
  if (!stat.isFile()) throw refused(name, 'is not a regular file')
  if (stat.size > MAX_BYTES) throw refused(name, 'is larger than 1 MiB')
  try {
    const content = readFileSync(path)
    if (!isUtf8(content) || content.includes(0)) throw refused(name, 'is no text in UTF-8')
    return content
  } catch (error) {
    if (error instanceof ProblemError) throw error
    throw refused(name, `cannot be read (${error instanceof Error ? error.message : String(error)})`)
  }
}

/**
 * Nothing where the file is as wanted.
 *
 * @param after null where the file goes away
 * @throws ProblemError `agent-file-refused` where it may not be written
 */
export function editAgentFile(file: AgentFile, after: string | null, mode: number, why: string): readonly FileEdit[] {
  const { path, content: before, text } = file
  const modeAfter = process.platform === 'win32' ? file.mode : mode
  if (text === after && (after === null || file.mode === modeAfter)) return []
  // A file without the right to write is meant to stay; to replace it would need none.
  if (before !== null && (file.mode & 0o200) === 0) throw refused(file.name, 'is read-only')
  const content = after === null ? null : Buffer.from(after, 'utf8')
  return [{ path, before, after: content, mode: modeAfter, modeBefore: file.mode, why }]
}

function refused(path: string, reason: string): ProblemError {
  return new ProblemError({ area: 'config', code: 'agent-file-refused', path, reason })
}
