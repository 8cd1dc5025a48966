import type { Coverage } from '../locks/lock.js'
import { parsed, refused, type Parsed } from '../problems/parsed.js'
import type { PatternProblem, PatternRefusal } from '../problems/pattern-problem.js'
import { expandBraces } from './brace-expansion.js'
import { toCanonical } from './canonical.js'
import type { Pattern } from './pattern.js'
import { isTooComplex, readTyped, splitSegments } from './read-pattern.js'
import { hasGroupAcrossSegments, refusePath, refuseSegment, refuseText, WINDOWS_SEPARATOR } from './refuse-pattern.js'
import { GLOBSTAR, type PatternTree } from './syntax-tree.js'

export interface PatternContext {
  /** Every character of the resource stands for itself. */
  readonly literal?: boolean
  /**
   * Says whether the repository has a file or folder of this name, relative to its top. A segment with brackets in such
   * a name is literal.
   */
  readonly isRealPath?: (path: string) => boolean
}

export interface ParsedCoverage {
  /** The name of the lock: the text as typed, without `./`, `//` and a final `/`. */
  readonly resource: string
  readonly scope: readonly string[]
  readonly covers: Coverage
}

const MAX_SCOPE = 1_000
const NEVER = (): boolean => false

/** Reads the resource and scope of a lock. A scope pattern that begins with `!` excludes paths from the whole lock. */
export function parseCoverage(
  resource: string,
  scope: readonly string[],
  context: PatternContext = {},
): Parsed<ParsedCoverage, PatternProblem> {
  if (isExcluding(resource) && context.literal !== true) return refuse(resource, 'excludes-only')
  if (scope.length > MAX_SCOPE) return refuse(resource, 'too-many-alternatives')
  const includes = parsePattern(resource, context)
  if (!includes.ok) return includes
  const covers: { includes: Pattern[]; excludes: Pattern[] } = { includes: [...includes.value], excludes: [] }
  for (const text of scope) {
    const isOut = isExcluding(text)
    const patterns = parsePattern(isOut ? text.slice(1) : text, { ...context, literal: false })
    if (!patterns.ok) return patterns
    covers[isOut ? 'excludes' : 'includes'].push(...patterns.value)
  }
  return parsed({ resource: tidy(resource), scope: scope.map(tidyScope), covers })
}

/** `!(` is not an exclusion: it begins a negated group, which is refused elsewhere. */
function isExcluding(text: string): boolean {
  return text.startsWith('!') && text[1] !== '('
}

/** Reads one text into its canonical patterns, one or two for each brace alternative. */
function parsePattern(
  text: string,
  { literal = false, isRealPath = NEVER }: PatternContext,
): Parsed<readonly Pattern[], PatternProblem> {
  const refusal = refuseText(literal ? text.replaceAll('\\', '') : text)
  if (refusal !== null) return refuse(text, refusal)
  const composed = text.normalize('NFC')
  const alternatives = literal || isRealPath(tidy(composed)) ? [composed] : expandBraces(composed)
  if (alternatives === null) return refuse(text, 'too-many-alternatives')
  const patterns = new Set<Pattern>()
  for (const alternative of alternatives) {
    const trees = literal ? [readTyped(protect(alternative))] : parseAlternative(alternative, isRealPath)
    if (typeof trees === 'string') return refuse(text, trees)
    for (const pattern of trees.flatMap(toCanonical)) patterns.add(pattern)
  }
  return parsed([...patterns])
}

/** Reads the trees of one alternative: two where a bracket may be the name of a route that does not exist yet. */
function parseAlternative(
  text: string,
  isRealPath: (path: string) => boolean,
): readonly PatternTree[] | PatternRefusal {
  const segments = splitSegments(text)
  if (segments.length === 0) return 'empty'
  const isReal = segments.map(
    (segment, index) => /[[(]/.test(segment) && isRealPath(segments.slice(0, index + 1).join('/')),
  )
  const refusals = segments.map((segment, index) => (isReal[index] === true ? null : refuseSegment(segment)))
  const refusal = refusePath(text) ?? refusals.find((found) => found !== null)
  if (refusal !== undefined) return refusal
  if (!isReal.includes(true) && hasGroupAcrossSegments(text)) return 'slash-in-group'
  const isRoute = segments.map((segment, index) => isReal[index] === true || looksLikeRoute(segment))
  const readings = isRoute.some((is, index) => is !== isReal[index]) ? [isReal, isRoute] : [isReal]
  const trees = readings.map((isLiteral) => readWhole(text, (index) => isLiteral[index] === true))
  return trees.some(isTooComplex) ? 'too-complex' : trees
}

/** `[slug]`, `[...all]`, `[[...slug]]`: who types this rarely means a class of letters, and often a route. */
function looksLikeRoute(segment: string): boolean {
  return /^\[{1,2}(\.{3})?[A-Za-z_][\w.]+\]{1,2}(\.\w+)*$/.test(segment)
}

/** A final `/` means everything beneath, behind a glob as well as behind a path. */
function readWhole(text: string, isLiteralSegment: (index: number) => boolean): PatternTree {
  const tree = readTyped(text, isLiteralSegment)
  return text.endsWith('/') && tree.at(-1) !== GLOBSTAR ? [...tree, GLOBSTAR] : tree
}

/** Escapes a text so that every character stands for itself. */
function protect(text: string): string {
  return text.replace(/[^\w/.-]/g, '\\$&')
}

/**
 * Reads the coverage of another program's record. Its author may have meant a path or a glob, so each text counts as
 * both. A text that our pattern language refuses covers everything below its literal beginning. A text that points
 * outside of the repository covers nothing.
 */
export function parseForeignCoverage(resource: string, scope: readonly string[]): Coverage {
  // A record with more patterns than anybody types is not read: it covers everything.
  const includes = new Set<Pattern>(scope.length < MAX_SCOPE ? [] : ['**' as Pattern])
  const excludes = new Set<Pattern>()
  for (const text of [resource, ...scope].slice(0, MAX_SCOPE)) {
    const isOut = text !== resource && isExcluding(text)
    const patterns = isOut ? parsePattern(text.slice(1), {}) : parsed(bothMeanings(text))
    // An exclusion that our language refuses excludes nothing.
    if (patterns.ok) for (const pattern of patterns.value) (isOut ? excludes : includes).add(pattern)
  }
  return { includes: [...includes], excludes: [...excludes] }
}

/** On Windows, a program may separate folders by backslashes. */
function bothMeanings(text: string): readonly Pattern[] {
  const slashed = WINDOWS_SEPARATOR.test(text) ? text.replaceAll('\\', '/') : text
  return slashed === text ? meaningsOf(text) : [...meaningsOf(slashed), ...toCanonical(readTyped(protect(text)))]
}

function meaningsOf(text: string): readonly Pattern[] {
  const asPath = parsePattern(text, { literal: true })
  const asGlob = parsePattern(text, {})
  if (asPath.ok && asGlob.ok) return [...asPath.value, ...asGlob.value]
  const refusal = asGlob.ok ? null : asGlob.problem
  if (refusal?.area === 'pattern' && ['absolute', 'escapes', 'empty'].includes(refusal.reason)) return []
  return belowLiteralBeginning(text)
}

/** Covers the whole folder that holds the first character with a meaning, or the first that cannot be read. */
function belowLiteralBeginning(text: string): readonly Pattern[] {
  const beginning = /^[\w./ -]*/.exec(text.slice(0, 4_000))?.[0] ?? ''
  const folder = beginning.slice(0, beginning.lastIndexOf('/') + 1)
  const isWhole = folder === '' || refusePath(folder) !== null
  return isWhole ? ['**' as Pattern] : toCanonical(readTyped(protect(folder)))
}

function tidy(text: string): string {
  const segments = text.normalize('NFC').split('/')
  return segments.filter((segment) => segment !== '' && segment !== '.').join('/')
}

function tidyScope(text: string): string {
  return text.startsWith('!') ? `!${tidy(text.slice(1))}` : tidy(text)
}

function refuse(pattern: string, reason: PatternRefusal): Parsed<never, PatternProblem> {
  return refused({ area: 'pattern', code: 'pattern-refused', pattern, reason })
}
