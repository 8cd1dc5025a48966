import type { Coverage } from '../locks/lock.js'
import { accepts, buildAutomaton, type Automaton } from './automaton.js'
import { findCommonPath, findUnexcludedPath, type Effort, type Search } from './common-path.js'
import type { Fold } from './match.js'
import type { Pattern } from './pattern.js'
import { areEdgesNear } from './edges-differ.js'

export interface Overlap {
  /** A path that both cover; null where the search was cut off, so that an overlap is assumed. */
  readonly witness: string | null
}

/** In pairs of steps. All of them take about a tenth of a second; typed patterns need a few hundred. */
const MAX_EFFORT = 200_000

/**
 * Finds whether some path is covered by both. The answer is exact, except that a search that grows too large says yes.
 */
export function findOverlap(a: Coverage, b: Coverage, fold: Fold): Overlap | null {
  const pairs = nearPairs(a.includes, b.includes, fold)
  if (pairs.length === 0) return null
  const automatonOf = rememberAutomata()
  const effort = { left: MAX_EFFORT }
  let excludes: readonly Automaton[] | undefined
  let isCutOff = false
  for (const [one, other] of pairs) {
    excludes ??= [...a.excludes, ...b.excludes].map(automatonOf)
    const search = searchPair(automatonOf(one), automatonOf(other), excludes, fold, effort)
    if (search.kind === 'found') return { witness: inNfc(readableWitness(one, other, excludes, fold) ?? search.path) }
    isCutOff ||= search.kind === 'cut-off'
    if (effort.left <= 0) break
  }
  return isCutOff ? { witness: null } : null
}

/** Paths compare in NFC, so a text that is not in NFC names no path. */
function inNfc(path: string): string | null {
  return path.normalize('NFC') === path ? path : null
}

/** Drops the pairs of patterns whose beginnings or endings already differ. */
function nearPairs(
  a: readonly Pattern[],
  b: readonly Pattern[],
  { ignoreCase }: Fold,
): readonly (readonly [Pattern, Pattern])[] {
  const pairs: (readonly [Pattern, Pattern])[] = []
  for (const one of a) for (const other of b) if (areEdgesNear(one, other, ignoreCase)) pairs.push([one, other])
  return pairs
}

function rememberAutomata(): (pattern: Pattern) => Automaton {
  const automata = new Map<Pattern, Automaton>()
  return (pattern) => {
    const automaton = automata.get(pattern) ?? buildAutomaton(pattern)
    automata.set(pattern, automaton)
    return automaton
  }
}

/** Finds the shortest path in which every star stands for at least one character; null for none. */
function readableWitness(one: Pattern, other: Pattern, excludes: readonly Automaton[], fold: Fold): string | null {
  if (!one.includes('*') && !other.includes('*')) return null
  const search = searchPair(buildAutomaton(one, 'some'), buildAutomaton(other, 'some'), excludes, fold, {
    left: MAX_EFFORT / 10,
  })
  return search.kind === 'found' ? search.path : null
}

/** Searches without the exclusions first. Only if they exclude the path found does it take the slower search. */
function searchPair(
  one: Automaton,
  other: Automaton,
  excludes: readonly Automaton[],
  { ignoreCase }: Fold,
  effort: Effort,
): Search {
  const search = findCommonPath(one, other, ignoreCase, effort)
  if (search.kind !== 'found' || !excludes.some((exclude) => accepts(exclude, search.path, ignoreCase))) return search
  return findUnexcludedPath([one, other], excludes, ignoreCase, effort)
}
