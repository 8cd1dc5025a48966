import micromatch from 'micromatch'
import type { Coverage } from '../locks/lock.js'
import { accepts, buildAutomaton } from './automaton.js'
import { renderTree } from './canonical.js'
import { comparableText, type MatchPath } from './comparable-text.js'
import type { Pattern } from './pattern.js'
import { readPattern } from './read-pattern.js'
import { GLOBSTAR, type PatternTree } from './syntax-tree.js'

/** How names compare. `ignoreCase` is git's `core.ignorecase`: whether the disk ignores case. */
export interface Fold {
  readonly ignoreCase: boolean
}

/** Compiles a coverage to a function that says whether a path matches an include and no exclude. */
export function compileCoverage(covers: Coverage, fold: Fold): (path: MatchPath) => boolean {
  const includes = covers.includes.map((pattern) => compileText(pattern, fold))
  const excludes = covers.excludes.map((pattern) => compileText(pattern, fold))
  return (path) => {
    const text = comparableText(path)
    return includes.some((matches) => matches(text)) && !excludes.some((matches) => matches(text))
  }
}

/** Gives a function of a comparable text. It compiles the pattern when it is first called. */
export function compileText(pattern: Pattern, { ignoreCase }: Fold): (text: string) => boolean {
  const tree = readPattern(pattern)
  const longest = longestSafePath(tree)
  const expression = once(() => toExpression(renderTree(tree), ignoreCase))
  const automaton = once(() => buildAutomaton(pattern))
  return (text) => (text.length <= longest ? expression().test(text) : accepts(automaton(), text, ignoreCase))
}

/**
 * Gives micromatch's regular expression for a canonical pattern. `isMatch` would not do: it also accepts a path that is
 * the same text as the pattern. Call it only for a pattern that was read and rendered again, never for a text from
 * disk.
 */
export function toExpression(pattern: Pattern, ignoreCase: boolean): RegExp {
  const { source } = micromatch.makeRe(pattern, {
    dot: true,
    // A bracket is a class. It never matches its own literal text, and `[:` begins no POSIX class.
    literalBrackets: false,
    posix: false,
    strictSlashes: true,
    // micromatch's shortcuts for common patterns give slightly different expressions.
    fastpaths: false,
    // Paths have `/` on every system.
    windows: false,
  })
  // A name may hold line ends, which `.` matches only under the flag `s`.
  return new RegExp(source, ignoreCase ? 'is' : 's')
}

// picomatch throws beyond 65,536 characters. A typed pattern has at most 4,096.
const MAX_EXPRESSION_LENGTH = 60_000
const MAX_STEPS = 2 ** 20

/**
 * Gives the longest path that is safe to match by regular expression. With n loops, an expression takes at most the
 * n-th power of the path's length: `*a*a*a*a*b` would try every way to place its stars. The automaton matches longer
 * paths, and all patterns with groups.
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
