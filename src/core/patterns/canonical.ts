import { ANY_CHARACTER } from './bracket.js'
import type { Pattern } from './pattern.js'
import { GLOBSTAR, isLiteral, type CharRange, type Node, type PatternTree, type Segment } from './syntax-tree.js'
import { unreachable } from '../unreachable.js'

/**
 * Gives the canonical patterns of one brace-free tree. A literal path covers itself and everything beneath it; a
 * pattern with a final `/**` also covers the folder before it.
 */
export function toCanonical(tree: PatternTree): readonly Pattern[] {
  const segments = withoutDoubles(tree)
  const base = segments.at(-1) === GLOBSTAR ? segments.slice(0, -1) : segments
  if (base.length === 0) return ['**' as Pattern]
  const isBeneathToo = base.length < segments.length || base.every(isLiteral)
  const text = base.map(renderSegment).join('/')
  return (isBeneathToo ? [text, `${text}/**`] : [text]) as readonly string[] as readonly Pattern[]
}

/** Writes a tree as one text that means exactly the tree. */
export function renderTree(tree: PatternTree): Pattern {
  return withoutDoubles(tree).map(renderSegment).join('/') as Pattern
}

function withoutDoubles(tree: PatternTree): PatternTree {
  return tree.filter((segment, index) => segment !== GLOBSTAR || tree[index - 1] !== GLOBSTAR)
}

function renderSegment(segment: Segment): string {
  return segment === GLOBSTAR ? '**' : renderNodes(segment, false)
}

function renderNodes(nodes: readonly Node[], isInGroup: boolean): string {
  return nodes
    .map((node, index) => {
      // picomatch reads `(?` as the beginning of a regular expression's group, and `)?` as a repetition.
      const isAnySpelledOut = isInGroup || nodes[index - 1]?.kind === 'group'
      return renderNode(node, nodes[index + 1], isAnySpelledOut)
    })
    .join('')
}

function renderNode(node: Node, next: Node | undefined, isAnySpelledOut: boolean): string {
  switch (node.kind) {
    case 'text':
      return renderText(node.text, next?.kind === 'star' || next?.kind === 'group')
    case 'any':
      return isAnySpelledOut ? ANY_CHARACTER : '?'
    case 'star':
      return '*'
    case 'class':
      return `[${node.isNegated ? '^' : ''}${node.ranges.map(renderRange).join('')}]`
    case 'group':
      return `${node.sign}(${node.alternatives.map((nodes) => renderNodes(nodes, true)).join('|')})`
    default:
      return unreachable(node)
  }
}

/** Characters to which picomatch gives a meaning: of globs, of regular expressions, and quotes, which it removes. */
const SPECIAL = /[\\^$*+?()[\]{}|"!@]/g

function renderText(text: string, isBeforeStar: boolean): string {
  // picomatch demands a character between a dot and a star, and drops one of several backslashes.
  const escaped = text.replace(SPECIAL, (sign) => (sign === '\\' ? '[\\\\]' : `\\${sign}`))
  return isBeforeStar && escaped.endsWith('.') ? `${escaped.slice(0, -1)}[.]` : escaped
}

function renderRange([low, high]: CharRange): string {
  return low === high ? renderMember(low) : `${renderMember(low)}-${renderMember(high)}`
}

function renderMember(code: number): string {
  const character = String.fromCharCode(code)
  return /[\\\]^[\-!]/.test(character) ? `\\${character}` : character
}
