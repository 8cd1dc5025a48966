import type { Coverage } from '../lock.js'
import { parsed, refused, type Parsed } from '../parsed.js'
import type { PatternRefusal } from '../problems/pattern-problem.js'
import { expandBraces } from './brace-expansion.js'
import { toCanonical } from './canonical.js'
import type { Pattern } from './pattern.js'
import { isTooComplex, readTyped, splitSegments } from './read-segments.js'
import { hasGroupAcrossSegments, refusePath, refuseSegment, refuseText } from './refuse-pattern.js'
import type { PatternTree } from './syntax.js'

export interface PatternContext {
  /** Take every character as it is. */
  readonly literal?: boolean
  /** Is there a file or folder of this repository-relative name? A bracket segment of such a name is literal. */
  readonly isRealPath?: (path: string) => boolean
}

export interface ParsedCoverage {
  /** As typed, without `./`, `//` and a final `/`: the name of the lock. */
  readonly resource: string
  readonly scope: readonly string[]
  readonly covers: Coverage
}

const MAX_SCOPE = 1_000
const NEVER = (): boolean => false

/** Reads what a lock is wanted on. A scope pattern that begins with `!` takes paths out of the whole lock. */
export function parseCoverage(
  resource: string,
  scope: readonly string[],
  context: PatternContext = {},
): Parsed<ParsedCoverage> {
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

/** `!(` begins a negated group, which is refused. */
function isExcluding(text: string): boolean {
  return text.startsWith('!') && text[1] !== '('
}

/** One text to its canonical patterns, one or two for each brace alternative. */
function parsePattern(
  text: string,
  { literal = false, isRealPath = NEVER }: PatternContext,
): Parsed<readonly Pattern[]> {
  const refusal = refuseText(literal ? text.replaceAll('\\', '') : text)
  if (refusal !== null) return refuse(text, refusal)
  const composed = text.normalize('NFC')
  const alternatives = literal || isRealPath(tidy(composed)) ? [composed] : expandBraces(composed)
  if (alternatives === null) return refuse(text, 'too-many-alternatives')
  const patterns = new Set<Pattern>()
  for (const alternative of alternatives) {
    const tree = literal ? readTyped(protect(alternative)) : parseAlternative(alternative, isRealPath)
    if (typeof tree === 'string') return refuse(text, tree)
    for (const pattern of toCanonical(tree)) patterns.add(pattern)
  }
  return parsed([...patterns])
}

function parseAlternative(text: string, isRealPath: (path: string) => boolean): PatternTree | PatternRefusal {
  const segments = splitSegments(text)
  if (segments.length === 0) return 'empty'
  const isReal = segments.map(
    (segment, index) => /[[(]/.test(segment) && isRealPath(segments.slice(0, index + 1).join('/')),
  )
  const refusals = segments.map((segment, index) => (isReal[index] === true ? null : refuseSegment(segment)))
  const refusal = refusePath(text) ?? refusals.find((found) => found !== null)
  if (refusal !== undefined) return refusal
  if (!isReal.includes(true) && hasGroupAcrossSegments(text)) return 'slash-in-group'
  const tree = readTyped(text, (index) => isReal[index] === true)
  return isTooComplex(tree) ? 'too-complex' : tree
}

/** Every character as itself. */
function protect(text: string): string {
  return text.replace(/[^\w/.-]/g, '\\$&')
}

/**
 * What the record of another program covers. Its author may have meant a path or a glob: it is taken as both. What
 * our language refuses covers everything below its literal beginning; what lies outside of the repository, nothing.
 */
export function parseForeignCoverage(resource: string, scope: readonly string[]): Coverage {
  // More than anybody types is not read, and not let through.
  const includes = new Set<Pattern>(scope.length < MAX_SCOPE ? [] : ['**' as Pattern])
  const excludes = new Set<Pattern>()
  for (const text of [resource, ...scope].slice(0, MAX_SCOPE)) {
    const isOut = text !== resource && isExcluding(text)
    const patterns = isOut ? parsePattern(text.slice(1), {}) : parsed(bothMeanings(text))
    // An exclusion that our language refuses takes nothing out.
    if (patterns.ok) for (const pattern of patterns.value) (isOut ? excludes : includes).add(pattern)
  }
  return { includes: [...includes], excludes: [...excludes] }
}

function bothMeanings(text: string): readonly Pattern[] {
  const asPath = parsePattern(text, { literal: true })
  const asGlob = parsePattern(text, {})
  if (asPath.ok && asGlob.ok) return [...asPath.value, ...asGlob.value]
  const refusal = asGlob.ok ? null : asGlob.problem
  if (refusal?.area === 'pattern' && ['absolute', 'escapes', 'empty'].includes(refusal.reason)) return []
  return belowLiteralBeginning(text)
}

/** Everything in the folder in which the first sign of syntax, or of trouble, stands. */
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

function refuse(pattern: string, reason: PatternRefusal): Parsed<never> {
  return refused({ area: 'pattern', code: 'pattern-refused', pattern, reason })
}
