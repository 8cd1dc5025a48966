import micromatch from 'micromatch'
import type { Coverage } from '../lock.js'
import { accepts, buildAutomaton } from './automaton.js'
import type { Pattern } from './pattern.js'
import { readPattern } from './read-segments.js'
import { GLOBSTAR, type PatternTree } from './syntax.js'

/** How names compare: without case where `core.ignorecase` says that the disk does. */
export interface Fold {
  readonly ignoreCase: boolean
}

export interface MatchPath {
  readonly path: string
  /** Where the name is not UTF-8: its bytes, one character each. */
  readonly bytes?: string
}

/** Compiles a coverage to a question: is this path in one of its includes, and in none of its excludes? */
export function compileCoverage(covers: Coverage, fold: Fold): (path: MatchPath) => boolean {
  const includes = covers.includes.map((pattern) => compilePattern(pattern, fold))
  const excludes = covers.excludes.map((pattern) => compilePattern(pattern, fold))
  return (path) => includes.some((matches) => matches(path)) && !excludes.some((matches) => matches(path))
}

/** Names that are UTF-8 compare in NFC; the others byte by byte. */
export function compilePattern(pattern: Pattern, fold: Fold): (path: MatchPath) => boolean {
  const matchesText = compileText(pattern, fold)
  let matchesBytes: ((path: string) => boolean) | undefined
  return ({ path, bytes }) => {
    if (bytes === undefined) return matchesText(path.normalize('NFC'))
    matchesBytes ??= compileText(toBytes(pattern), { ignoreCase: false })
    return matchesBytes(bytes)
  }
}

function compileText(pattern: Pattern, { ignoreCase }: Fold): (path: string) => boolean {
  const isReadable = pattern !== '' && pattern.length <= MAX_EXPRESSION_LENGTH
  if (isReadable && isSafeToBacktrack(readPattern(pattern))) {
    const expression = toExpression(pattern, ignoreCase)
    return (path) => expression.test(path)
  }
  const automaton = buildAutomaton(pattern)
  return (path) => accepts(automaton, path, ignoreCase)
}

/**
 * micromatch's regular expression for a canonical pattern. The expression itself, as `isMatch` also says yes where
 * path and pattern are the same text.
 */
export function toExpression(pattern: Pattern, ignoreCase: boolean): RegExp {
  return micromatch.makeRe(pattern, {
    dot: true,
    nocase: ignoreCase,
    // Brackets are classes, and never their own literal text too.
    literalBrackets: false,
    strictSlashes: true,
    // Shortcuts for common patterns, which read them a little differently.
    fastpaths: false,
    // Paths have `/` on every system.
    windows: false,
  })
}

// picomatch throws beyond 65,536. Patterns that people type end at 4,096.
const MAX_EXPRESSION_LENGTH = 60_000
const MAX_LOOPS = 2

/**
 * A regular expression with few loops takes at most the square of the path's length. Those with more, or with
 * loops of groups, are matched by the automaton: `*a*a*a*a*b` would try every way to place its stars.
 */
function isSafeToBacktrack(tree: PatternTree): boolean {
  const nodes = tree.flatMap((segment) => (segment === GLOBSTAR ? [] : segment))
  const stars = nodes.filter((node) => node.kind === 'star').length
  const globstars = tree.filter((segment) => segment === GLOBSTAR).length
  return stars + globstars <= MAX_LOOPS && nodes.every((node) => node.kind !== 'group')
}

/** UTF-8, one character a byte. Classes of other than ASCII become what their bytes are. */
function toBytes(pattern: Pattern): Pattern {
  const bytes = new TextEncoder().encode(pattern)
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('') as Pattern
}
