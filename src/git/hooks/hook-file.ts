import { ProblemError } from '../../core/problems/problem.js'
import { MAX_EDITED_BYTES } from '../../disk/file-edits.js'
import { describeRefused, readBounded } from '../../disk/read-bounded.js'
import { isInside, realPathOf } from '../../disk/real-path.js'

export const HOOK_MODE = 0o755

/** A hook file, or the place of one that does not exist. */
export interface HookFile {
  /** The real path: a link inside of the repository is followed once, here. */
  readonly path: string
  readonly content: Buffer | null
  readonly mode: number
}

/**
 * @param roots the folders that belong to the repository
 * @throws ProblemError `hook-not-editable`: a link out of the repository, a folder, a file beyond 64 MiB …
 */
export function lookAtHook(path: string, roots: readonly string[]): HookFile {
  const real = realPathOf(path)
  if (!roots.some((root) => isInside(real, realPathOf(root))))
    throw notEditable(path, 'leads out of the repository by a symbolic link')
  const reading = readBounded(real, MAX_EDITED_BYTES)
  if (reading.kind === 'missing') return { path: real, content: null, mode: HOOK_MODE }
  if (reading.kind === 'link') throw notEditable(real, 'is a symbolic link to nothing')
  if (reading.kind !== 'content') throw notEditable(real, describeRefused(reading))
  // Windows has no permission bits, and runs every hook.
  return { path: real, content: reading.content, mode: process.platform === 'win32' ? HOOK_MODE : reading.mode }
}

export function notEditable(path: string, reason: string): ProblemError {
  return new ProblemError({ area: 'git', code: 'hook-not-editable', path, reason })
}
