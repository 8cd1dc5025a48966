import { basename, dirname, isAbsolute, join, posix, relative, sep } from 'node:path'
import { ProblemError } from '../../core/problems/problem.js'
import { hookEnvironment } from '../../git/environment.js'
import { findPlace } from '../../git/place.js'
import { realPathOf } from '../../disk/real-path.js'
import type { Workspace } from './workspace.js'
import { isReachable } from '../../disk/look.js'

/**
 * Converts file names into paths of the repository. Agents often name a file by its absolute path in some worktree,
 * which no lock would match. An absolute path that is a symbolic link gives two paths: an edit writes the file to which
 * the link leads, and a commit may change the link.
 *
 * @throws ProblemError `path-outside` for a file in another repository, or in none
 */
export async function toRepositoryPaths(workspace: Workspace, texts: readonly string[]): Promise<readonly string[]> {
  const findOurName = nameFinder(workspace)
  const paths: string[] = []
  for (const text of texts) {
    const names = isAbsolute(text) ? await Promise.all(namesOf(text).map(findOurName)) : [settle(workspace, text)]
    const ours = names.filter((name) => name !== null)
    paths.push(...(ours.length > 0 ? ours : [outside(workspace, text)]))
  }
  return paths
}

/** Converts absolute paths into paths of the repository. Other paths and globs already are relative to its top. */
export async function toRepositoryPatterns(workspace: Workspace, texts: readonly string[]): Promise<readonly string[]> {
  const findOurName = nameFinder(workspace)
  const patterns: string[] = []
  for (const text of texts)
    patterns.push(isAbsolute(text) ? ((await findOurName(realPathOf(text))) ?? outside(workspace, text)) : text)
  return patterns
}

function namesOf(path: string): readonly string[] {
  return [...new Set([join(realPathOf(dirname(path)), basename(path)), realPathOf(path)])]
}

function settle(workspace: Workspace, text: string): string {
  const path = posix.normalize(text)
  return path === '..' || path.startsWith('../') ? outside(workspace, text) : path
}

/** Finds the repository path of a real path; null outside the worktrees that share this git folder and its locks. */
type FindOurName = (real: string) => Promise<string | null>

/** Asks git once for each worktree. */
function nameFinder({ place, environment }: Workspace): FindOurName {
  const known = new Map(place.top === null ? [] : [[realPathOf(place.top), place.commonDir]])
  return async (real) => {
    const top = findTop(real, (folder) => known.has(folder))
    const commonDir = known.get(top) ?? (await findCommonDir(top, environment))
    known.set(top, commonDir)
    return commonDir === place.commonDir ? relative(top, real).split(sep).join('/') || '.' : null
  }
}

/** The nearest folder above that is known as the top of a worktree, or that contains `.git`. */
function findTop(path: string, isKnown: (folder: string) => boolean): string {
  for (let folder = path; ; folder = dirname(folder)) {
    if (isKnown(folder) || isReachable(join(folder, '.git')) || dirname(folder) === folder) return folder
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

function outside({ place }: Workspace, path: string): never {
  throw new ProblemError({ area: 'git', code: 'path-outside', path, top: place.top ?? place.commonDir })
}
