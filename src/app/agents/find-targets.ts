import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { homedir } from 'node:os'
import { findWorkTree } from '../../git/place-by-files.js'
import type { Place } from '../../git/place.js'
import { realPathOf } from '../../disk/real-path.js'

/** Paths in one worktree, relative to its top and with `/`, as git names them. */
export interface Targets {
  readonly place: Place
  readonly paths: readonly string[]
}

/**
 * Finds the worktree and repository path of each file, through links, `..` and folders that do not exist yet. A link
 * counts twice: as itself and as the file to which it leads. Files outside every repository are left out.
 *
 * @param cwd the absolute folder from which relative paths count
 */
export function findTargets(paths: readonly string[], cwd: string): readonly Targets[] {
  const byTop = new Map<string, { place: Place; paths: Set<string> }>()
  for (const path of paths.flatMap((text) => realPathsOf(text, cwd))) {
    const place = quietly(() => findWorkTree(path))
    if (place?.top == null) continue
    const known = byTop.get(place.top) ?? { place, paths: new Set() }
    known.paths.add(relative(place.top, path).split(sep).join('/'))
    byTop.set(place.top, known)
  }
  return [...byTop.values()].map(({ place, paths: found }) => ({ place, paths: [...found] }))
}

/** The worktree that contains the agent's folder; null outside every worktree. */
export function findHome(cwd: string): Place | null {
  return quietly(() => findWorkTree(join(realPathOf(cwd), 'x')))
}

function realPathsOf(text: string, cwd: string): readonly string[] {
  if (text.includes('\0')) return []
  const path = resolve(cwd, /^~[/\\]/.test(text) ? join(homedir(), text.slice(2)) : text)
  const itself = join(realPathOf(dirname(path)), basename(path))
  return [...new Set([itself, realPathOf(path)])]
}

/** A path that cannot be read is left out: the guard still checks what is committed. */
function quietly<T>(look: () => T): T | null {
  try {
    return look()
  } catch {
    return null
  }
}
