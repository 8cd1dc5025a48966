import type { Coverage } from '../locks/lock.js'
import { accepts, buildAutomaton, type Automaton } from './automaton.js'
import { findCommonPath, findUnexcludedPath, type Effort, type Search } from './common-path.js'
import type { Fold } from './match.js'
import type { Pattern } from './pattern.js'
import { areEdgesNear } from './edges-differ.js'

export interface Overlap {
  /** A path that both cover; null where the search for one was cut off and an overlap is assumed. */
  readonly witness: string | null
}

/** In pairs of steps looked at. A tenth of a second or so; patterns that people type need a few hundred. */
const MAX_EFFORT = 200_000

/** Is there a path that both cover? Exact, but for searches that grow too large: those say yes. */
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

/** Paths compare in NFC: a text that is not in NFC is not the name of one. */
function inNfc(path: string): string | null {
  return path.normalize('NFC') === path ? path : null
}

/** Pairs of patterns whose beginnings and endings do not already tell them apart. */
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

/** The shortest path in which every star stands for something; null where there is none. */
function readableWitness(one: Pattern, other: Pattern, excludes: readonly Automaton[], fold: Fold): string | null {
  if (!one.includes('*') && !other.includes('*')) return null
  const search = searchPair(buildAutomaton(one, 'some'), buildAutomaton(other, 'some'), excludes, fold, {
    left: MAX_EFFORT / 10,
  })
  return search.kind === 'found' ? search.path : null
}

/** The short way first: only where its path is excluded, the search has to carry the exclusions along. */
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
