import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Environment } from './environment.js'
import type { Place } from './place.js'
import { realPathOf } from '../disk/real-path.js'

/**
 * Where a hook of a work tree runs, without asking git: git starts it at the top. Null where that is not plain to see,
 * as in a bare repository.
 *
 * @param common the shared git folder as the hook found it, relative to `cwd` or absolute
 */
export function placeOfHook(cwd: string, env: Environment, common: string): Place | null {
  const gitDir = resolve(cwd, env['GIT_DIR'] ?? '.git')
  const commonDir = resolve(cwd, common)
  if (!existsSync(join(cwd, '.git')) || !isFolder(gitDir) || !isFolder(commonDir)) return null
  return { cwd, top: cwd, gitDir: realPathOf(gitDir), commonDir: realPathOf(commonDir), isBare: false, prefix: '' }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}
