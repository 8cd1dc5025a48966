import { isUtf8 } from 'node:buffer'
import { join } from 'node:path'
import { ProblemError } from '../../../core/problems/problem.js'
import type { FileEdit } from '../../../disk/file-edits.js'
import { isInside, realPathOf } from '../../../disk/real-path.js'
import type { Place } from '../../../git/place.js'
import { describeRefused, readBounded, type Reading } from '../../../disk/read-bounded.js'

/** A file of the repository that agent programs read. The file may be missing. */
export interface AgentFile {
  /** The path below the top of the worktree, as people know it. */
  readonly name: string
  /** Absolute and real. */
  readonly path: string
  readonly content: Buffer | null
  /** The text, with a byte order mark as its first character if there is one. */
  readonly text: string | null
  readonly mode: number
}

/** Larger than the settings of any agent program; all our lines fit into 10 KiB. */
const MAX_BYTES = 1024 * 1024
const NEW_MODE = 0o644

/**
 * Follows a link that ends in the worktree.
 *
 * @throws ProblemError `agent-file-refused`: a link out of the repository, a folder, more than 1 MiB, no text
 */
export function readAgentFile(place: Place, top: string, name: string): AgentFile {
  const path = realPathOf(join(top, name))
  if (!isInside(path, realPathOf(top))) throw refused(name, 'leads out of the repository by a symbolic link')
  if ([place.gitDir, place.commonDir].some((folder) => isInside(path, realPathOf(folder))))
    throw refused(name, 'leads into the git folder by a symbolic link')
  const reading = readBounded(path, MAX_BYTES)
  if (reading.kind === 'missing') return { name, path, content: null, text: null, mode: NEW_MODE }
  const { content, mode } = requireText(name, reading)
  return { name, path, content, text: content.toString('utf8'), mode }
}

type Content = Extract<Reading, { readonly kind: 'content' }>

function requireText(name: string, reading: Exclude<Reading, { readonly kind: 'missing' }>): Content {
  if (reading.kind === 'link') throw refused(name, 'is a symbolic link to nothing')
  if (reading.kind === 'too-large') throw refused(name, 'is larger than 1 MiB')
  if (reading.kind !== 'content') throw refused(name, describeRefused(reading))
  if (!isUtf8(reading.content) || reading.content.includes(0)) throw refused(name, 'is no text in UTF-8')
  return reading
}

/**
 * The edit that gives a file its new text; none when the file already has it.
 *
 * @param after the new text; null removes the file
 * @throws ProblemError `agent-file-refused` if the file is read-only
 */
export function editAgentFile(file: AgentFile, after: string | null, mode: number, why: string): readonly FileEdit[] {
  const { path, content: before, text } = file
  const modeAfter = process.platform === 'win32' ? file.mode : mode
  if (text === after && (after === null || file.mode === modeAfter)) return []
  // A read-only file is meant to stay as it is. Replacing it would succeed, because that needs no right on the file.
  if (before !== null && (file.mode & 0o200) === 0) throw refused(file.name, 'is read-only')
  const content = after === null ? null : Buffer.from(after, 'utf8')
  return [{ path, before, after: content, mode: modeAfter, modeBefore: file.mode, why }]
}

function refused(path: string, reason: string): ProblemError {
  return new ProblemError({ area: 'config', code: 'agent-file-refused', path, reason })
}
