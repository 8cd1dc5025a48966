import type { Change } from './change.js'
import type { Lock } from './lock.js'
import { literalPrefix } from './pattern/literal-prefix.js'
import { compileCoverage, compilePattern, type Fold, type MatchPath } from './pattern/match.js'
import type { Pattern } from './pattern/pattern.js'

/** A change and a lock that covers it. */
export interface Conflict {
  readonly change: Change
  readonly lock: Lock
}

/**
 * Every change with every lock that covers it, in the order of the changes, then of the locks. The cost follows the
 * matches, and not the number of changes times that of locks: patterns are found by the folder they begin with.
 */
export function findConflicts(changes: readonly Change[], locks: readonly Lock[], fold: Fold): readonly Conflict[] {
  const findLocks = indexLocks(locks, fold)
  return changes.flatMap((change) => findLocks(change).map((lock) => ({ change, lock })))
}

/** What one lock asks of a path that begins with a certain folder. */
interface Entry {
  readonly lock: number
  readonly matches: 'itself' | 'beneath' | ((path: MatchPath) => boolean)
}

function indexLocks(locks: readonly Lock[], fold: Fold): (path: MatchPath) => readonly Lock[] {
  const byFolder = new Map<string, Entry[]>()
  locks.forEach((lock, index) => {
    for (const pattern of lock.covers.includes) {
      const { folder, rest } = literalPrefix(pattern)
      const matches =
        rest === 'pattern' ? lazily(() => compilePattern(pattern, fold)) : rest === 'nothing' ? 'itself' : 'beneath'
      append(byFolder, foldName(folder, fold), { lock: index, matches })
    }
  })
  const isExcluded = locks.map(({ covers }) =>
    covers.excludes.length === 0
      ? () => false
      : lazily(() => compileCoverage({ includes: covers.excludes, excludes: [] }, fold)),
  )
  return (path) => {
    const found = path.bytes === undefined ? lookUp(byFolder, path, fold) : matchBytes(locks, path, fold)
    return [...found]
      .sort((a, b) => a - b)
      .flatMap((index) => (isExcluded[index]?.(path) === true ? [] : (locks[index] ?? [])))
  }
}

/** The folders above the path, and the path itself. */
function lookUp(byFolder: ReadonlyMap<string, readonly Entry[]>, path: MatchPath, fold: Fold): ReadonlySet<number> {
  const name = foldName(path.path.normalize('NFC'), fold)
  const found = new Set<number>()
  for (let end = name.length; ; end = end === 0 ? -1 : Math.max(0, name.lastIndexOf('/', end - 1))) {
    if (end < 0) return found
    for (const { lock, matches } of byFolder.get(name.slice(0, end)) ?? []) {
      if (found.has(lock)) continue
      const isItself = end === name.length
      if (matches === 'itself' ? isItself : matches === 'beneath' ? !isItself : matches(path)) found.add(lock)
    }
  }
}

/** A name that is not UTF-8 is rare, and looked at by every lock. */
function matchBytes(locks: readonly Lock[], path: MatchPath, fold: Fold): ReadonlySet<number> {
  const hits = locks.flatMap(({ covers }, index) =>
    covers.includes.some((pattern: Pattern) => compilePattern(pattern, fold)(path)) ? [index] : [],
  )
  return new Set(hits)
}

/** As the regular expressions fold: a folder that a pattern matches is found under the same key. */
function foldName(name: string, { ignoreCase }: Fold): string {
  return ignoreCase ? name.toUpperCase() : name
}

function append(byFolder: Map<string, Entry[]>, folder: string, entry: Entry): void {
  const entries = byFolder.get(folder)
  if (entries === undefined) byFolder.set(folder, [entry])
  else entries.push(entry)
}

function lazily(compile: () => (path: MatchPath) => boolean): (path: MatchPath) => boolean {
  let compiled: ((path: MatchPath) => boolean) | undefined
  return (path) => (compiled ??= compile())(path)
}
