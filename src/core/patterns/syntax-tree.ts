/** A range of UTF-16 units, both ends included. */
export type CharRange = readonly [low: number, high: number]

/** A piece of a segment. Nothing here matches `/`. */
export type Node =
  | { readonly kind: 'text'; readonly text: string }
  /** `?` */
  | { readonly kind: 'any' }
  /** `*` */
  | { readonly kind: 'star' }
  | { readonly kind: 'class'; readonly isNegated: boolean; readonly ranges: readonly CharRange[] }
  /** `@(` once, `?(` at most once, `*(` any number of times, `+(` at least once. */
  | { readonly kind: 'group'; readonly sign: GroupSign; readonly alternatives: readonly (readonly Node[])[] }

export type GroupSign = '@' | '?' | '*' | '+'

/** `**`: any number of whole segments. */
export const GLOBSTAR = 'globstar'
export type Segment = readonly Node[] | typeof GLOBSTAR

/** One brace-free pattern, as its segments. */
export type PatternTree = readonly Segment[]

export function isLiteral(segment: Segment): segment is readonly { kind: 'text'; text: string }[] {
  return segment !== GLOBSTAR && segment.every((node) => node.kind === 'text')
}

export function textOf(segment: readonly { readonly text: string }[]): string {
  return segment.map((node) => node.text).join('')
}
