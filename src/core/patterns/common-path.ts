import { advance, type Automaton, type Step } from './automaton.js'
import { commonMember, edges, SLASH } from './character-set.js'

export type Search =
  { readonly kind: 'found'; readonly path: string } | { readonly kind: 'none' } | { readonly kind: 'cut-off' }

/** The number of steps that a search may still take. All searches of one question share it. */
export interface Effort {
  left: number
}

/** The place of a path in its last segment: no valid path has a segment that is empty, `.` or `..`. */
const EMPTY = 0
const ONE_DOT = 1
const TWO_DOTS = 2
const NAMED = 3
const PLACES = 4
const DOT = 0x2e

const MAX_ALPHABET = 300

/** To advance this many states of a set costs about as much as one pair of steps. */
const STATES_PER_PAIR = 4

/** Finds the shortest valid path that both automata accept. */
export function findCommonPath(a: Automaton, b: Automaton, ignoreCase: boolean, effort: Effort): Search {
  const width = b.steps.length * PLACES
  const keyOf = (p: number, q: number, place: number): number => p * width + q * PLACES + place
  const trail = new Trail<number>()
  trail.add(keyOf(a.start, b.start, EMPTY), null, 0)
  for (const key of trail) {
    const [p, q, place] = [Math.floor(key / width), Math.floor((key % width) / PLACES), key % PLACES]
    if (place === NAMED && a.isFinal[p] === true && b.isFinal[q] === true)
      return { kind: 'found', path: trail.pathTo(key) }
    for (const [one, other] of pairsOf(a.steps[p] ?? [], b.steps[q] ?? [])) {
      effort.left -= 1
      if (effort.left <= 0) return { kind: 'cut-off' }
      for (const [code, next] of waysOn(one, other, place, ignoreCase))
        trail.add(keyOf(one.to, other.to, next), key, code)
    }
  }
  return { kind: 'none' }
}

function* pairsOf(a: readonly Step[], b: readonly Step[]): Generator<readonly [Step, Step]> {
  for (const one of a) for (const other of b) yield [one, other]
}

/** Gives the units that both steps take: one that continues the name, and the `/` that begins the next segment. */
function waysOn(
  one: Step,
  other: Step,
  place: number,
  ignoreCase: boolean,
): readonly (readonly [code: number, place: number])[] {
  const code = commonMember(one.on, other.on, ignoreCase)
  const units = one.on.kind === 'all' && other.on.kind === 'all' ? [code, SLASH] : [code]
  return units.flatMap((unit) => {
    const next = unit === null ? null : placeAfter(place, unit)
    return unit === null || next === null ? [] : [[unit, next] as const]
  })
}

/** Null where no valid path continues with this unit. */
function placeAfter(place: number, code: number): number | null {
  if (code === SLASH) return place === NAMED ? EMPTY : null
  if (code !== DOT) return NAMED
  return place === EMPTY ? ONE_DOT : place === ONE_DOT ? TWO_DOTS : NAMED
}

/**
 * Finds a path that all of `wanted` accept and none of `excludes`. It keeps the set of possible states of each
 * automaton, and tries one unit for each group of units that no automaton tells apart.
 */
export function findUnexcludedPath(
  wanted: readonly Automaton[],
  excludes: readonly Automaton[],
  ignoreCase: boolean,
  effort: Effort,
): Search {
  const all = [...wanted, ...excludes]
  const alphabet = alphabetOf(all)
  if (alphabet.length > MAX_ALPHABET) return { kind: 'cut-off' }
  const trail = new Trail<string>()
  trail.add(
    encode(
      EMPTY,
      all.map((automaton) => [automaton.start]),
    ),
    null,
    0,
  )
  for (const key of trail) {
    const { place, sets } = decode(key)
    const isAccepted = (automaton: Automaton, index: number): boolean =>
      sets[index]?.some((state) => automaton.isFinal[state]) ?? false
    const isExcluded = excludes.some((automaton, index) => isAccepted(automaton, wanted.length + index))
    if (place === NAMED && wanted.every(isAccepted) && !isExcluded) return { kind: 'found', path: trail.pathTo(key) }
    const cost = Math.ceil(sets.flat().length / STATES_PER_PAIR)
    for (const code of alphabet) {
      const next = placeAfter(place, code)
      if (next === null) continue
      if ((effort.left -= cost) <= 0) return { kind: 'cut-off' }
      const after = all.map((automaton, index) => advance(automaton, sets[index] ?? [], code, ignoreCase))
      if (after.slice(0, wanted.length).every((states) => states.length > 0)) trail.add(encode(next, after), key, code)
    }
  }
  return { kind: 'none' }
}

/** Gives every unit at which a set begins or ends, and two that no set names, a readable one first. */
function alphabetOf(automata: readonly Automaton[]): readonly number[] {
  const named = new Set(automata.flatMap((automaton) => automaton.steps.flat().flatMap((step) => edges(step.on))))
  const spare = Array.from('abcdefghijklmnopqrstuvwxyz0123456789', (letter) => letter.charCodeAt(0)).find(
    (code) => !named.has(code),
  )
  const unnamed = Array.from({ length: 0x10000 - 0xa0 }, (_, index) => 0xa0 + index).find((code) => !named.has(code))
  return [...new Set([spare, unnamed, ...named, SLASH])].filter((code) => code !== undefined)
}

function encode(place: number, sets: readonly (readonly number[])[]): string {
  return [String(place), ...sets.map((states) => states.join(','))].join(';')
}

function decode(key: string): { readonly place: number; readonly sets: readonly (readonly number[])[] } {
  const [place = '', ...sets] = key.split(';')
  return { place: Number(place), sets: sets.map((states) => (states === '' ? [] : states.split(',').map(Number))) }
}

/** The record of a breadth-first search: which state was reached from which one, by which unit. */
class Trail<K> {
  readonly #reached = new Map<K, { readonly from: K | null; readonly code: number }>()

  add(key: K, from: K | null, code: number): void {
    if (!this.#reached.has(key)) this.#reached.set(key, { from, code })
  }

  /** Iterates in the order of adding, also over keys that are added meanwhile. */
  [Symbol.iterator](): IterableIterator<K> {
    return this.#reached.keys()
  }

  pathTo(key: K): string {
    const codes: number[] = []
    for (let at = this.#reached.get(key); at !== undefined && at.from !== null; at = this.#reached.get(at.from))
      codes.push(at.code)
    return String.fromCharCode(...codes.reverse())
  }
}
