import type { Coverage } from '../lock.js'
import { accepts, buildAutomaton, type Automaton } from './automaton.js'
import { findCommonPath, findUnexcludedPath, type Search } from './common-path.js'
import { plainBeginning } from './literal-prefix.js'
import type { Fold } from './match.js'
import type { Pattern } from './pattern.js'

export interface Overlap {
  /** A path that both cover; null where the search for one was cut off and an overlap is assumed. */
  readonly witness: string | null
}

/** Is there a path that both cover? Exact, but for searches around exclusions that grow too large: those say yes. */
export function findOverlap(a: Coverage, b: Coverage, fold: Fold): Overlap | null {
  const pairs = nearPairs(a.includes, b.includes, fold)
  if (pairs.length === 0) return null
  const automatonOf = rememberAutomata()
  const excludes = [...a.excludes, ...b.excludes].map(automatonOf)
  let isCutOff = false
  for (const [one, other] of pairs) {
    const search = searchPair(automatonOf(one), automatonOf(other), excludes, fold)
    if (search.kind === 'found') return { witness: readableWitness(one, other, excludes, fold) ?? search.path }
    isCutOff ||= search.kind === 'cut-off'
  }
  return isCutOff ? { witness: null } : null
}

/** Pairs of patterns whose beginnings do not already tell them apart. */
function nearPairs(
  a: readonly Pattern[],
  b: readonly Pattern[],
  { ignoreCase }: Fold,
): readonly (readonly [Pattern, Pattern])[] {
  const others = b.map((pattern) => ({ pattern, beginning: plainBeginning(pattern, ignoreCase) }))
  return a.flatMap((pattern) => {
    const beginning = plainBeginning(pattern, ignoreCase)
    const near = others.filter(
      (other) => beginning.startsWith(other.beginning) || other.beginning.startsWith(beginning),
    )
    return near.map((other) => [pattern, other.pattern] as const)
  })
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
  const search = searchPair(buildAutomaton(one, 'some'), buildAutomaton(other, 'some'), excludes, fold)
  return search.kind === 'found' ? search.path : null
}

/** The short way first: only where its path is excluded, the search has to carry the exclusions along. */
function searchPair(one: Automaton, other: Automaton, excludes: readonly Automaton[], { ignoreCase }: Fold): Search {
  const search = findCommonPath(one, other, ignoreCase)
  if (search.kind !== 'found' || !excludes.some((exclude) => accepts(exclude, search.path, ignoreCase))) return search
  return findUnexcludedPath([one, other], excludes, ignoreCase)
}
