import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { homedir } from 'node:os'
import { findWorkTree } from '../../git/place-by-files.js'
import type { Place } from '../../git/place.js'
import { realPathOf } from '../../disk/real-path.js'

/** Paths of one work tree, relative to its top with `/`, as git has them. */
export interface Targets {
  readonly place: Place
  readonly paths: readonly string[]
}

/**
 * Which files of which work trees are meant, wherever the agent runs: through links, `..` and folders that are not
 * there yet. Of a link both are meant, itself and what it leads to. What lies outside of any repository is left out.
 *
 * @param cwd absolute: where relative paths count from
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

/** The work tree that the agent stands in; null outside of any. */
export function findHome(cwd: string): Place | null {
  return quietly(() => findWorkTree(join(realPathOf(cwd), 'x')))
}

function realPathsOf(text: string, cwd: string): readonly string[] {
  if (text.includes('\0')) return []
  const path = resolve(cwd, /^~[/\\]/.test(text) ? join(homedir(), text.slice(2)) : text)
  const itself = join(realPathOf(dirname(path)), basename(path))
  return [...new Set([itself, realPathOf(path)])]
}

/** A path that cannot be looked at is nobody's: the guard will see what is committed. */
function quietly<T>(look: () => T): T | null {
  try {
    return look()
  } catch {
    return null
  }
}
