import { bracketFinder, readBracket } from './bracket.js'
import { groupFinder, isGroupSign, MAX_DEPTH } from './read-pattern.js'
import type { PatternRefusal } from '../problems/pattern-problem.js'

const MAX_LENGTH = 4_096
export const WINDOWS_SEPARATOR = /\\[A-Za-z0-9]/

/** Says why a whole text is not a pattern, before its braces are expanded; null for a text that may be one. */
export function refuseText(text: string): PatternRefusal | null {
  if (text.length > MAX_LENGTH) return 'too-long'
  if (text.trim() === '') return 'empty'
  if (/\p{Cc}/u.test(text)) return 'control-character'
  if (text.includes('\ufffd') || /\p{Cs}/u.test(text)) return 'not-utf8'
  // Such a backslash separates folders on Windows: as an escape it would have no effect.
  if (WINDOWS_SEPARATOR.test(text) && !/^[A-Za-z]:\\|^\\\\/.test(text)) return 'backslash'
  return refusePath(text)
}

/** Says why a text leaves the repository. Each brace alternative is checked again, because expansion joins texts. */
export function refusePath(text: string): PatternRefusal | null {
  if (/^(?:[/\\]{2}|\/|\\\/|[A-Za-z]:[/\\])/.test(text)) return 'absolute'
  if (text.replaceAll('\\', '').split('/').includes('..')) return 'escapes'
  return null
}

/** Says why a brace-free segment is not in the pattern language; null for one that is, as every plain name. */
export function refuseSegment(segment: string): PatternRefusal | null {
  for (const { inner } of bracketsOf(segment)) {
    const refusal = refuseBracket(inner)
    if (refusal !== null) return refusal
  }
  const groups = groupsOf(segment)
  if (groups.some(({ sign }) => sign === '!')) return 'negated-group'
  const depthOf = ({ open }: Group): number => groups.filter((other) => other.open < open && open < other.close).length
  return groups.some((group) => depthOf(group) >= MAX_DEPTH - 1) ? 'too-complex' : null
}

function bracketsOf(text: string): readonly { readonly inner: string }[] {
  const findClose = bracketFinder(text)
  return positionsOf(text).flatMap((index) => {
    const close = text[index] === '[' ? findClose(index) : null
    return close === null ? [] : [{ inner: text.slice(index + 1, close) }]
  })
}

interface Group {
  readonly sign: string
  readonly open: number
  readonly close: number
}

function groupsOf(text: string): readonly Group[] {
  const edgesOf = groupFinder(text)
  return positionsOf(text).flatMap((open) => {
    const sign = text[open - 1] ?? ''
    const close = text[open] === '(' && (isGroupSign(sign) || sign === '!') ? edgesOf(open)?.at(-1) : undefined
    return close === undefined ? [] : [{ sign, open, close }]
  })
}

/** Gives the indexes at which a character may be syntax: not behind a backslash, and not inside a bracket. */
function positionsOf(text: string): readonly number[] {
  const positions: number[] = []
  const findClose = bracketFinder(text)
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === '\\') index += 1
    else {
      positions.push(index)
      if (text[index] === '[') index = findClose(index) ?? index
    }
  }
  return positions
}

function refuseBracket(inner: string): PatternRefusal | null {
  if (/\[([:.=]).+\1$/.test(inner)) return 'posix-class'
  // To micromatch a class matches one UTF-16 unit, which is half of such a character.
  if (/[\u{10000}-\u{10ffff}]/u.test(inner)) return 'bad-range'
  return readBracket(inner) === null ? 'bad-range' : null
}

/** A group may not hold a `/`. Braces with one mean the same and are allowed. */
export function hasGroupAcrossSegments(text: string): boolean {
  return groupsOf(text).some(({ open, close }) => text.slice(open, close).includes('/'))
}
