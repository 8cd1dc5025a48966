import { lstatSync, readFileSync, type Stats } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { ProblemError } from '../../core/problems/problem.js'
import { isInside, realPathOf } from '../../disk/real-path.js'

export const HOOK_MODE = 0o755

/** A hook file as it stands, or as it does not. */
export interface HookFile {
  /** The real path: a link inside of the repository is followed once, here. */
  readonly path: string
  readonly content: Buffer | null
  readonly mode: number
}

/** A hook may be a compiled program; nobody's is larger. */
const MAX_BYTES = 64 * 1024 * 1024

/**
 * @param roots the folders that belong to the repository
 * @throws ProblemError `hook-not-editable`: a link out of the repository, a folder, a file beyond 64 MiB …
 */
export function lookAtHook(path: string, roots: readonly string[]): HookFile {
  const place = join(realPathOf(dirname(path)), basename(path))
  const stat = lstatSync(place, { throwIfNoEntry: false })
  const real = stat?.isSymbolicLink() === true ? realPathOf(place) : place
  if (!roots.some((root) => isInside(real, realPathOf(root))))
    throw notEditable(path, 'leads out of the repository by a symbolic link')
  if (stat === undefined) return { path: real, content: null, mode: HOOK_MODE }
  return readHook(real, lstatSync(real, { throwIfNoEntry: false }))
}

function readHook(path: string, stat: Stats | undefined): HookFile {
  if (stat === undefined || stat.isSymbolicLink()) throw notEditable(path, 'is a symbolic link to nothing')
  if (!stat.isFile()) throw notEditable(path, 'is no regular file')
  if (stat.size > MAX_BYTES) throw notEditable(path, 'is larger than 64 MiB')
  try {
    // Windows knows no modes, and runs every hook.
    const mode = process.platform === 'win32' ? HOOK_MODE : stat.mode & 0o7777
    return { path, content: readFileSync(path), mode }
  } catch (error) {
    throw notEditable(path, `cannot be read (${error instanceof Error ? error.message : String(error)})`)
  }
}

export function notEditable(path: string, reason: string): ProblemError {
  return new ProblemError({ area: 'git', code: 'hook-not-editable', path, reason })
}
