import type { CharRange } from './syntax-tree.js'

/** The canonical form of `?` inside a group: the only bracket with a `/` in it. */
export const ANY_CHARACTER = '[^/]'

/**
 * Gives the index at which the bracket at `open` closes, in the same segment; null for a `[` that is a plain character.
 */
function closingBracketAt(text: string, open: number): number | null {
  if (text.startsWith(ANY_CHARACTER, open)) return open + ANY_CHARACTER.length - 1
  let index = open + 1
  if (text[index] === '!' || text[index] === '^') index += 1
  // A `]` at the very beginning is a member, because no bracket is empty.
  if (text[index] === ']') index += 1
  for (; index < text.length && text[index] !== '/'; index += 1) {
    if (text[index] === ']') return index
    if (text[index] === '\\') index += 1
  }
  return null
}

/**
 * For a walk from left to right. Where one bracket of a segment does not close, no later one does, so the search for
 * them is skipped. Otherwise a text of nothing but brackets would take time in the square of its length.
 */
export function bracketFinder(text: string): (open: number) => number | null {
  let openUntil = -1
  return (open) => {
    if (open < openUntil && !text.startsWith(ANY_CHARACTER, open)) return null
    const close = closingBracketAt(text, open)
    if (close !== null) return close
    const slash = text.indexOf('/', open)
    openUntil = slash < 0 ? text.length : slash
    return null
  }
}

export interface Bracket {
  readonly isNegated: boolean
  readonly ranges: readonly CharRange[]
}

const SLASH = 0x2f

/** @param inner the text between the brackets. @returns null for a bracket that matches no character */
export function readBracket(inner: string): Bracket | null {
  const isNegated = inner.startsWith('!') || inner.startsWith('^')
  const members = readMembers(isNegated ? inner.slice(1) : inner)
  const ranges: CharRange[] = []
  for (let index = 0; index < members.length; index += 1) {
    const low = members[index] ?? 0
    const isRange = members[index + 1] === DASH && index + 2 < members.length
    const high = isRange ? Math.abs(members[index + 2] ?? 0) : Math.abs(low)
    if (high < Math.abs(low)) return null
    ranges.push([Math.abs(low), high])
    if (isRange) index += 2
  }
  const open = isNegated ? ranges : ranges.flatMap(withoutSlash)
  return open.length === 0 ? null : { isNegated, ranges: open }
}

/** A bare dash. It is the negative of its code, to tell it from an escaped dash. */
const DASH = -0x2d

function readMembers(text: string): readonly number[] {
  const members: number[] = []
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === '-') members.push(DASH)
    else {
      if (text[index] === '\\' && index + 1 < text.length) index += 1
      members.push(text.charCodeAt(index))
    }
  }
  return members
}

function withoutSlash([low, high]: CharRange): readonly CharRange[] {
  if (low > SLASH || high < SLASH) return [[low, high]]
  const parts: CharRange[] = [
    [low, SLASH - 1],
    [SLASH + 1, high],
  ]
  return parts.filter(([from, to]) => from <= to)
}
