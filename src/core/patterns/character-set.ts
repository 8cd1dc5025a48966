import type { CharRange } from './syntax-tree.js'

/** The set of UTF-16 units that one step of an automaton takes. */
export type CharSet =
  | { readonly kind: 'one'; readonly code: number }
  /** Everything but `/`. */
  | { readonly kind: 'name' }
  /** Everything. */
  | { readonly kind: 'all' }
  | { readonly kind: 'class'; readonly isNegated: boolean; readonly ranges: readonly CharRange[] }

export const SLASH = 0x2f

export function contains(set: CharSet, code: number, ignoreCase: boolean): boolean {
  switch (set.kind) {
    case 'one':
      return set.code === code || (ignoreCase && fold(set.code) === fold(code))
    case 'name':
      return code !== SLASH
    case 'all':
      return true
    case 'class':
      return code !== SLASH && isMember(set.ranges, code, ignoreCase) !== set.isNegated
  }
}

function isMember(ranges: readonly CharRange[], code: number, ignoreCase: boolean): boolean {
  const isIn = (one: number): boolean => ranges.some(([low, high]) => low <= one && one <= high)
  return isIn(code) || (ignoreCase && (isIn(toLower(code)) || isIn(toUpper(code))))
}

/**
 * Folds case as a regular expression with the flag `i` does: to upper case, if that is one unit and does not turn
 * another letter into ASCII.
 */
function fold(code: number): number {
  const upper = toUpper(code)
  return code >= 0x80 && upper < 0x80 ? code : upper
}

function toUpper(code: number): number {
  const upper = String.fromCharCode(code).toUpperCase()
  return upper.length === 1 ? upper.charCodeAt(0) : code
}

function toLower(code: number): number {
  const lower = String.fromCharCode(code).toLowerCase()
  return lower.length === 1 ? lower.charCodeAt(0) : code
}

/** The characters that a witness is written with, if there is a choice. */
const READABLE = Array.from('abcdefghijklmnopqrstuvwxyz0123456789_-~ABCDEFGHIJKLMNOPQRSTUVWXYZ', (one) =>
  one.charCodeAt(0),
)

/** Gives a unit that both sets have: a readable one if there is any, and `.` only as the last choice. Null for none. */
export function commonMember(a: CharSet, b: CharSet, ignoreCase: boolean): number | null {
  if (a.kind === 'one') return contains(b, a.code, ignoreCase) ? a.code : null
  if (b.kind === 'one') return contains(a, b.code, ignoreCase) ? b.code : null
  const candidates = [...READABLE, ...edges(a), ...edges(b)]
  const isCommon = (code: number): boolean => contains(a, code, ignoreCase) && contains(b, code, ignoreCase)
  return candidates.find((code) => code !== DOT && isCommon(code)) ?? candidates.find(isCommon) ?? null
}

const DOT = 0x2e
const LAST_UNIT = 0xffff

/** Gives the units at which membership may change. Two sets with a common member have one among these units. */
export function edges(set: CharSet): readonly number[] {
  if (set.kind === 'one') return [set.code]
  if (set.kind !== 'class') return [SLASH]
  const all = set.ranges.flatMap(([low, high]) => [low, high, low - 1, high + 1])
  return all.filter((code) => code >= 0 && code <= LAST_UNIT)
}
