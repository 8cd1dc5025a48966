import type { Change } from '../change.js'
import type { Lock } from './lock.js'
import { literalPrefix } from '../patterns/literal-prefix.js'
import { comparableText, type MatchPath } from '../patterns/comparable-text.js'
import { compileText, type Fold } from '../patterns/match.js'

/** A change and a lock that covers it. */
export interface Conflict {
  readonly change: Change
  readonly lock: Lock
}

/**
 * Pairs every change with every lock that covers it, in the order of the changes, then of the locks. The cost grows
 * with the matches and not with changes times locks, because an index finds patterns by the folder that they begin
 * with.
 */
export function findConflicts(changes: readonly Change[], locks: readonly Lock[], fold: Fold): readonly Conflict[] {
  const findLocks = indexLocks(locks, fold)
  return changes.flatMap((change) => findLocks(change).map((lock) => ({ change, lock })))
}

/** Which paths one lock covers, of those that begin with a certain folder. */
interface Entry {
  readonly lock: number
  readonly matches: 'itself' | 'beneath' | ((text: string) => boolean)
}

function indexLocks(locks: readonly Lock[], fold: Fold): (path: MatchPath) => readonly Lock[] {
  const byFolder = new Map<string, Entry[]>()
  locks.forEach((lock, index) => {
    for (const pattern of lock.covers.includes) {
      const { folder, rest } = literalPrefix(pattern)
      const matches = rest === 'pattern' ? compileText(pattern, fold) : rest === 'nothing' ? 'itself' : 'beneath'
      append(byFolder, foldName(folder, fold), { lock: index, matches })
    }
  })
  const excludes = locks.map(({ covers }) => covers.excludes.map((pattern) => compileText(pattern, fold)))
  return (path) => {
    const text = comparableText(path)
    const found = [...lookUp(byFolder, text, fold)].sort((a, b) => a - b)
    const isExcluded = (index: number): boolean => excludes[index]?.some((matches) => matches(text)) ?? false
    return found.flatMap((index) => (isExcluded(index) ? [] : (locks[index] ?? [])))
  }
}

/** Looks up the path itself and every folder above it. */
function lookUp(byFolder: ReadonlyMap<string, readonly Entry[]>, text: string, fold: Fold): ReadonlySet<number> {
  const name = foldName(text, fold)
  const found = new Set<number>()
  for (let end = name.length; ; end = end === 0 ? -1 : Math.max(0, name.lastIndexOf('/', end - 1))) {
    if (end < 0) return found
    for (const { lock, matches } of byFolder.get(name.slice(0, end)) ?? []) {
      if (found.has(lock)) continue
      const isItself = end === name.length
      if (matches === 'itself' ? isItself : matches === 'beneath' ? !isItself : matches(text)) found.add(lock)
    }
  }
}

/** Folds case as the regular expressions do, so that every folder that a pattern matches has the pattern's key. */
function foldName(name: string, { ignoreCase }: Fold): string {
  return ignoreCase ? name.toUpperCase() : name
}

function append(byFolder: Map<string, Entry[]>, folder: string, entry: Entry): void {
  const entries = byFolder.get(folder)
  if (entries === undefined) byFolder.set(folder, [entry])
  else entries.push(entry)
}
