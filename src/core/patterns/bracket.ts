import type { CharRange } from './syntax-tree.js'

/** The one bracket with a `/` in it: what `?` is inside of groups. */
export const ANY_CHARACTER = '[^/]'

/** Where the bracket at `open` closes, in the same segment; null where it does not, and so is a plain character. */
function closingBracketAt(text: string, open: number): number | null {
  if (text.startsWith(ANY_CHARACTER, open)) return open + ANY_CHARACTER.length - 1
  let index = open + 1
  if (text[index] === '!' || text[index] === '^') index += 1
  // A bracket that closes at once would be empty: there it is a member.
  if (text[index] === ']') index += 1
  for (; index < text.length && text[index] !== '/'; index += 1) {
    if (text[index] === ']') return index
    if (text[index] === '\\') index += 1
  }
  return null
}

/**
 * For a walk from left to right: where one bracket of a segment does not close, none behind it does, and is not
 * looked for. Without this a text of nothing but brackets takes the square of its length at each step.
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

/** @param inner what stands between the brackets; null where no character can be in it */
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

/** A bare dash; as a member it is its code, written so that it can be told from an escaped one. */
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
