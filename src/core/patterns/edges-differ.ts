import type { Pattern } from './pattern.js'

/**
 * A cheap first test. False: the plain beginnings or endings of the two patterns differ, so they have no path in
 * common, as `src/a` and `lib/b`, or `**\/*.ts` and `**\/*.md`. True: they may have one. Every acquire asks this for
 * every lock in the table, so the function makes no new text.
 */
export function areEdgesNear(one: Pattern, other: Pattern, ignoreCase: boolean): boolean {
  const length = Math.min(one.length, other.length)
  for (let index = 0; index < length; index += 1) {
    const edge = compareSigns(one.charCodeAt(index), other.charCodeAt(index), ignoreCase, PLAIN)
    if (edge === 'far') return false
    if (edge === 'open') break
  }
  for (let back = 1; back <= length; back += 1) {
    const edge = compareSigns(
      one.charCodeAt(one.length - back),
      other.charCodeAt(other.length - back),
      ignoreCase,
      ENDS,
    )
    if (edge === 'far') return false
    if (edge === 'open') break
  }
  return true
}

type Edge = 'same' | 'far' | 'open'

function compareSigns(one: number, other: number, ignoreCase: boolean, plain: readonly boolean[]): Edge {
  if (plain[one] !== true || plain[other] !== true) return 'open'
  if (one === other) return 'same'
  return ignoreCase && toLower(one) === toLower(other) ? 'same' : 'far'
}

/** Enough for plain characters, which are all ASCII. */
function toLower(sign: number): number {
  return sign >= 0x41 && sign <= 0x5a ? sign + 0x20 : sign
}

const WORD = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'

/** By its code: whether a character always stands for itself, in canonical patterns and in paths. */
const PLAIN = signs(`${WORD}/ ,:;=%&~<>#'-`)

/** The same for the last name, without `/`: a pattern may cover paths that end before its last `/`. */
const ENDS = signs(`${WORD} ,:;=%&~<>#'.-`)

function signs(text: string): readonly boolean[] {
  const found: boolean[] = Array.from({ length: 128 }, () => false)
  for (const sign of text) found[sign.charCodeAt(0)] = true
  return found
}
