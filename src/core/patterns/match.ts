import micromatch from 'micromatch'
import type { Coverage } from '../locks/lock.js'
import { accepts, buildAutomaton } from './automaton.js'
import { renderTree } from './canonical.js'
import { comparableText, type MatchPath } from './comparable-text.js'
import type { Pattern } from './pattern.js'
import { readPattern } from './read-pattern.js'
import { GLOBSTAR, type PatternTree } from './syntax-tree.js'

/** How names compare: without case where `core.ignorecase` says that the disk does. */
export interface Fold {
  readonly ignoreCase: boolean
}

/** Compiles a coverage to a question: is this path in one of its includes, and in none of its excludes? */
export function compileCoverage(covers: Coverage, fold: Fold): (path: MatchPath) => boolean {
  const includes = covers.includes.map((pattern) => compileText(pattern, fold))
  const excludes = covers.excludes.map((pattern) => compileText(pattern, fold))
  return (path) => {
    const text = comparableText(path)
    return includes.some((matches) => matches(text)) && !excludes.some((matches) => matches(text))
  }
}

/** Compiled when it is asked first. The question takes a comparable text. */
export function compileText(pattern: Pattern, { ignoreCase }: Fold): (text: string) => boolean {
  const tree = readPattern(pattern)
  const longest = longestSafePath(tree)
  const expression = once(() => toExpression(renderTree(tree), ignoreCase))
  const automaton = once(() => buildAutomaton(pattern))
  return (text) => (text.length <= longest ? expression().test(text) : accepts(automaton(), text, ignoreCase))
}

/**
 * micromatch's regular expression for a canonical pattern. The expression itself, as `isMatch` also says yes where
 * path and pattern are the same text. Never for a text from disk: only for what was read and rendered again.
 */
export function toExpression(pattern: Pattern, ignoreCase: boolean): RegExp {
  const { source } = micromatch.makeRe(pattern, {
    dot: true,
    // Brackets are classes, and never their own literal text too, nor POSIX classes that `[:` begins.
    literalBrackets: false,
    posix: false,
    strictSlashes: true,
    // Shortcuts for common patterns, which read them a little differently.
    fastpaths: false,
    // Paths have `/` on every system.
    windows: false,
  })
  // A name may hold line ends, at which `.` stops without the flag `s`.
  return new RegExp(source, ignoreCase ? 'is' : 's')
}

// picomatch throws beyond 65,536. Patterns that people type end at 4,096.
const MAX_EXPRESSION_LENGTH = 60_000
const MAX_STEPS = 2 ** 20

/**
 * A regular expression with n loops takes at most the n-th power of the path's length. Longer paths, and loops of
 * groups, are left to the automaton: `*a*a*a*a*b` would try every way to place its stars.
 */
export function longestSafePath(tree: PatternTree): number {
  const nodes = tree.flatMap((segment) => (segment === GLOBSTAR ? [] : segment))
  const isReadable = tree.length > 0 && renderTree(tree).length <= MAX_EXPRESSION_LENGTH
  if (!isReadable || nodes.some((node) => node.kind === 'group')) return 0
  const stars = nodes.filter((node) => node.kind === 'star').length
  const globstars = tree.filter((segment) => segment === GLOBSTAR).length
  return Math.floor(MAX_STEPS ** (1 / Math.max(1, stars + globstars)))
}

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}
