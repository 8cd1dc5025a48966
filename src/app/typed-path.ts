import { existsSync } from 'node:fs'
import { dirname, isAbsolute, join, posix, relative, sep } from 'node:path'
import { ProblemError } from '../core/problem.js'
import { hookEnvironment } from '../git/environment.js'
import { findPlace } from '../git/place.js'
import { realPathOf } from '../git/real-path.js'
import type { Workspace } from './workspace.js'

/**
 * Files as the repository names them. Agents name a file by its absolute path as often as not, in any worktree: a path
 * that no lock can match would be clear of every lock.
 *
 * @throws ProblemError `path-outside` for a file of another repository, or of none
 */
export async function toRepositoryPaths(workspace: Workspace, texts: readonly string[]): Promise<readonly string[]> {
  const requireOurs = worktreeFinder(workspace)
  const paths: string[] = []
  for (const text of texts) paths.push(isAbsolute(text) ? await fromTop(text, requireOurs) : settle(workspace, text))
  return paths
}

/** Paths or globs: only what is absolute names a file otherwise than the repository does. */
export async function toRepositoryPatterns(workspace: Workspace, texts: readonly string[]): Promise<readonly string[]> {
  const absolute = texts.filter((text) => isAbsolute(text))
  const named = new Map(
    (await toRepositoryPaths(workspace, absolute)).map((path, index) => [absolute[index] ?? '', path]),
  )
  return texts.map((text) => named.get(text) ?? text)
}

function settle({ place }: Workspace, text: string): string {
  const path = posix.normalize(text)
  if (path === '..' || path.startsWith('../')) throw outside(text, place.top ?? place.commonDir)
  return path
}

type RequireOurs = (top: string, path: string) => Promise<void>

async function fromTop(path: string, requireOurs: RequireOurs): Promise<string> {
  const real = realPathOf(path)
  const top = findTop(real)
  await requireOurs(top, path)
  return relative(top, real).split(sep).join('/') || '.'
}

/** The nearest folder above that git takes for the top of a work tree. */
function findTop(path: string): string {
  for (let folder = path; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git')) || dirname(folder) === folder) return folder
  }
}

/** Asks git once for each work tree. Ours are those that share our git folder, and with it our locks. */
function worktreeFinder({ place, environment }: Workspace): RequireOurs {
  const known = new Map([[place.top === null ? '' : realPathOf(place.top), place.commonDir]])
  return async (top, path) => {
    const commonDir = known.get(top) ?? (await findCommonDir(top, environment))
    known.set(top, commonDir)
    if (commonDir !== place.commonDir) throw outside(path, place.top ?? place.commonDir)
  }
}

async function findCommonDir(top: string, environment: Workspace['environment']): Promise<string> {
  try {
    return (await findPlace(top, hookEnvironment(environment))).commonDir
  } catch (error) {
    if (error instanceof ProblemError) return ''
    throw error
  }
}

function outside(path: string, top: string): ProblemError {
  return new ProblemError({ area: 'git', code: 'path-outside', path, top })
}
