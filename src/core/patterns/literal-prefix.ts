import type { Pattern } from './pattern.js'
import { readPattern } from './read-pattern.js'
import { GLOBSTAR, isLiteral, textOf } from './syntax-tree.js'

export interface LiteralPrefix {
  /** The segments before the first one that has syntax. */
  readonly folder: string
  /** How a covered path continues: with nothing, with anything beneath, or in a way that only matching can tell. */
  readonly rest: 'nothing' | 'anything' | 'pattern'
}

/** Gives the part of a canonical pattern that an index can look up. */
export function literalPrefix(pattern: Pattern): LiteralPrefix {
  const isBeneath = pattern.endsWith(BENEATH)
  const text = isBeneath ? pattern.slice(0, -BENEATH.length) : pattern
  // Most patterns are plain paths, which need no parsing.
  if (!SYNTAX.test(text)) return { folder: text, rest: isBeneath ? 'anything' : 'nothing' }
  const tree = readPattern(pattern)
  const end = tree.findIndex((segment) => !isLiteral(segment))
  const literal = end < 0 ? tree : tree.slice(0, end)
  const folder = literal.map((segment) => (isLiteral(segment) ? textOf(segment) : '')).join('/')
  if (end < 0) return { folder, rest: 'nothing' }
  return { folder, rest: end === tree.length - 1 && tree[end] === GLOBSTAR ? 'anything' : 'pattern' }
}

const BENEATH = '/**'
// Everything that has a meaning in canonical text, and spellings that no path of the disk has.
const SYNTAX = /[\\*?[\]()]|^\/|\/\/|\/$|(?:^|\/)\.(?:\/|$)|^$/
