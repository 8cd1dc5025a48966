import type { Pattern } from './pattern.js'

/**
 * A cheap no: two patterns whose beginnings or endings, as far as both only stand for themselves, differ have no path
 * in common. `src/a` and `lib/b` do, as do `**\/*.ts` and `**\/*.md`. A yes says nothing. It is asked for every lock in
 * the table at every acquire, so it cuts and makes no text.
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

/** Plain signs are ASCII. */
function toLower(sign: number): number {
  return sign >= 0x41 && sign <= 0x5a ? sign + 0x20 : sign
}

const WORD = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'

/** What only ever stands for itself, in canonical patterns and in paths, by its code. */
const PLAIN = signs(`${WORD}/ ,:;=%&~<>#'-`)

/** Of the last name: `a/b` and `**` may end alike, as what a pattern covers may end before its last `/`. */
const ENDS = signs(`${WORD} ,:;=%&~<>#'.-`)

function signs(text: string): readonly boolean[] {
  const found: boolean[] = Array.from({ length: 128 }, () => false)
  for (const sign of text) found[sign.charCodeAt(0)] = true
  return found
}
