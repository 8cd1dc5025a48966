import type { CharacterSet } from './character-set.js'

/** A parsed pattern. It matches whole paths, segment by segment. */
export type Glob = readonly Segment[]

/** `**` stands for any number of whole segments, none included. */
export type Segment = '**' | readonly Piece[]

/** `any` and `class` read one UTF-16 unit and `star` any number of them; none reads a `/`. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'star' }
  | { readonly kind: 'class'; readonly isNegated: boolean; readonly set: CharacterSet }
  | { readonly kind: 'group'; readonly repeat: Repeat; readonly branches: readonly (readonly Piece[])[] }

/** How often a group is read: `@(…)` once, `+(…)` at least once, `*(…)` any number of times. */
export type Repeat = 'once' | 'many' | 'any'

export function textGlob(segments: readonly string[]): Glob {
  return segments.map((text) => [{ kind: 'text', text }])
}

/** The path that a glob without wildcards spells, or null. */
export function literalPathOf(glob: Glob): string | null {
  const names = glob.map(literalTextOf)
  return names.every((name) => name !== null) ? names.join('/') : null
}

export function literalTextOf(segment: Segment): string | null {
  if (segment === '**' || segment.length > 1) return null
  const [piece] = segment
  if (piece === undefined) return ''
  return piece.kind === 'text' ? piece.text : null
}

export function canBeEmpty(pieces: readonly Piece[]): boolean {
  return pieces.every((piece) => {
    if (piece.kind === 'star') return true
    return piece.kind === 'group' && (piece.repeat === 'any' || piece.branches.some(canBeEmpty))
  })
}
