import { dirname, join, resolve } from 'node:path'
import type { Place } from './place.js'
import { isFolder, isReachable } from '../disk/look.js'
import { readHint } from '../disk/read-bounded.js'
import { realPathOf } from '../disk/real-path.js'
import type { Environment } from '../core/settings/environment.js'

const MAX_LINK_BYTES = 16 * 1024

/**
 * Finds the work tree that contains a path, or would contain it, without asking git: the nearest folder above the path
 * that has a `.git`. Null outside of every work tree, and inside of a git folder. The path itself is not looked at: a
 * repository inside of another one is a file of the outer one.
 *
 * @param path absolute and real
 */
export function findWorkTree(path: string): Place | null {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const gitDir = gitDirOf(join(folder, '.git'))
    if (gitDir !== null) return toPlace(folder, gitDir)
    // A bare repository, or the inside of a git folder: no file in it belongs to a work tree.
    if (isRepository(folder) || folder === dirname(folder)) return null
  }
}

function toPlace(top: string, gitDir: string): Place {
  const common = readLink(join(gitDir, 'commondir'), '')
  const commonDir = common === null ? gitDir : resolve(gitDir, common)
  return { cwd: top, top, gitDir: realPathOf(gitDir), commonDir: realPathOf(commonDir), isBare: false, prefix: '' }
}

/** `.git` is a folder, or in linked worktrees and submodules a file that names one. Null if that is no repository. */
function gitDirOf(path: string): string | null {
  const named = readLink(path, 'gitdir: ')
  const gitDir = named === null ? path : resolve(dirname(path), named)
  return isReachable(join(gitDir, 'HEAD')) ? gitDir : null
}

function isRepository(folder: string): boolean {
  return isReachable(join(folder, 'HEAD')) && isReachable(join(folder, 'objects')) && isReachable(join(folder, 'refs'))
}

/** git follows a symbolic link here, so we follow it too. We take no more than a path from the file. */
function readLink(path: string, prefix: string): string | null {
  const text = readHint(path, MAX_LINK_BYTES, 'followed')?.toString('utf8')
  return text?.startsWith(prefix) === true ? text.slice(prefix.length).trim() : null
}

/**
 * Finds where a hook of a work tree runs, without asking git: git starts the hook at the top. Null if the files do not
 * show it, as in a bare repository.
 *
 * @param common the shared git folder as the hook found it, relative to `cwd` or absolute
 */
export function placeOfHook(cwd: string, env: Environment, common: string): Place | null {
  const gitDir = resolve(cwd, env['GIT_DIR'] ?? '.git')
  const commonDir = resolve(cwd, common)
  if (!isReachable(join(cwd, '.git')) || !isFolder(gitDir) || !isFolder(commonDir)) return null
  return { cwd, top: cwd, gitDir: realPathOf(gitDir), commonDir: realPathOf(commonDir), isBare: false, prefix: '' }
}
