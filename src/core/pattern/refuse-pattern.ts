import { closingBracketAt, readBracket } from './bracket.js'
import { findGroupEdges, isGroupSign, MAX_DEPTH } from './read-segments.js'
import type { PatternRefusal } from '../problems/pattern-problem.js'

const MAX_LENGTH = 4_096

/** Why a text is no pattern as a whole, before its braces are expanded; null where it may be one. */
export function refuseText(text: string): PatternRefusal | null {
  if (text.length > MAX_LENGTH) return 'too-long'
  if (text.trim() === '') return 'empty'
  if (/\p{Cc}/u.test(text)) return 'control-character'
  if (text.includes('\ufffd') || /\p{Cs}/u.test(text)) return 'not-utf8'
  return refusePath(text)
}

/** Why a text leaves the repository: asked again of each alternative, which braces may have put together. */
export function refusePath(text: string): PatternRefusal | null {
  if (/^(?:[/\\]{2}|\/|\\\/|[A-Za-z]:[/\\])/.test(text)) return 'absolute'
  if (text.replaceAll('\\', '').split('/').includes('..')) return 'escapes'
  return null
}

/** Why a brace-free segment is not in the language; null where it is. Plain names always are. */
export function refuseSegment(segment: string): PatternRefusal | null {
  let depth = 0
  for (let index = 0; index < segment.length; index += 1) {
    const character = segment[index] ?? ''
    if (character === '\\') index += 1
    else if (character === '[') {
      const close = closingBracketAt(segment, index)
      const refusal = close === null ? null : refuseBracket(segment.slice(index + 1, close))
      if (refusal !== null) return refusal
      index = close ?? index
    } else if (character === '(' && isGroup(segment, index)) {
      if (segment[index - 1] === '!') return 'negated-group'
      depth += 1
      if (depth >= MAX_DEPTH) return 'too-complex'
    } else if (character === ')') depth = Math.max(0, depth - 1)
  }
  return null
}

function isGroup(segment: string, open: number): boolean {
  const sign = segment[open - 1] ?? ''
  return (isGroupSign(sign) || sign === '!') && findGroupEdges(segment, open) !== null
}

function refuseBracket(inner: string): PatternRefusal | null {
  if (/\[([:.=]).+\1$/.test(inner)) return 'posix-class'
  // A class is one UTF-16 unit to micromatch: half of such a character.
  if (/[\u{10000}-\u{10ffff}]/u.test(inner)) return 'bad-range'
  return readBracket(inner) === null ? 'bad-range' : null
}

/** A group may not hold a `/`: braces say the same. */
export function hasGroupAcrossSegments(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === '\\') index += 1
    else if (text[index] === '(' && isGroup(text, index)) {
      const end = findGroupEdges(text, index)?.at(-1) ?? index
      if (text.slice(index, end).includes('/')) return true
    }
  }
  return false
}
