import { bracketFinder, readBracket } from './bracket.js'
import { GLOBSTAR, type GroupSign, type Node, type PatternTree, type Segment } from './syntax-tree.js'

/** Deeper groups are read as plain characters. A typed pattern with deeper groups is refused before it is read. */
export const MAX_DEPTH = 6

/** Over four times the longest typed pattern, because the canonical form of a backslash has four characters. */
const MAX_STORED = 20_000
const MAX_CHOICES = 100

/** Reads canonical text from disk. A text that cannot come from a typed pattern covers everything, to be safe. */
export function readPattern(text: string): PatternTree {
  const tree = text.length > MAX_STORED ? null : readTyped(text)
  return tree === null || isTooComplex(tree) ? [GLOBSTAR] : tree
}

/** Says whether groups give an automaton too many ways to try at each character of a path. */
export function isTooComplex(tree: PatternTree): boolean {
  return (
    tree.flatMap((segment) => (segment === GLOBSTAR ? [] : segment)).reduce((sum, node) => sum + choicesOf(node), 0) >
    MAX_CHOICES
  )
}

function choicesOf(node: Node): number {
  if (node.kind !== 'group') return 0
  return node.alternatives.length + node.alternatives.flat().reduce((sum, inner) => sum + choicesOf(inner), 0)
}

/** Reads a brace-free pattern. Every character that is not syntax is plain, so that every text has a meaning. */
export function readTyped(text: string, isLiteralSegment: (index: number) => boolean = () => false): PatternTree {
  const segments = splitSegments(text)
  return segments.map((segment, index): Segment => {
    if (isLiteralSegment(index)) return [{ kind: 'text', text: segment }]
    return segment === '**' ? GLOBSTAR : readNodes(segment, 0)
  })
}

/** Splits a text at every `/`. An escaped `/` separates too, because no name can hold one. */
export function splitSegments(text: string): readonly string[] {
  const segments = text.replaceAll('\\/', '/').match(/(?:\[\^\/\]|[^/])+/g) ?? []
  return segments.filter((segment) => segment !== '.' && segment !== '\\.')
}

function readNodes(text: string, depth: number): readonly Node[] {
  const nodes: Node[] = []
  const find = { edges: groupFinder(text), close: bracketFinder(text) }
  for (let index = 0; index < text.length;) {
    const { node, end } = readNode(text, index, depth, find)
    index = end
    const last = nodes.at(-1)
    if (node.kind === 'text' && last?.kind === 'text')
      nodes[nodes.length - 1] = { kind: 'text', text: last.text + node.text }
    else if (node.kind !== 'star' || last?.kind !== 'star') nodes.push(node)
  }
  return nodes
}

/** The ends of groups and brackets, found once for a whole text. */
interface Finders {
  readonly edges: GroupEdges
  readonly close: (open: number) => number | null
}

interface Read {
  readonly node: Node
  readonly end: number
}

function readNode(text: string, index: number, depth: number, find: Finders): Read {
  const character = text[index] ?? ''
  const group = readGroup(text, index, depth, find)
  if (group !== null) return group
  switch (character) {
    case '\\':
      return { node: { kind: 'text', text: text[index + 1] ?? '\\' }, end: index + 2 }
    case '*':
      return { node: { kind: 'star' }, end: index + 1 }
    case '?':
      return { node: { kind: 'any' }, end: index + 1 }
    case '[':
      return readClass(text, index, find)
    default:
      return { node: { kind: 'text', text: character }, end: index + 1 }
  }
}

function readClass(text: string, open: number, find: Finders): Read {
  const close = find.close(open)
  const bracket = close === null ? null : readBracket(text.slice(open + 1, close))
  if (close === null || bracket === null) return { node: { kind: 'text', text: '[' }, end: open + 1 }
  return { node: { kind: 'class', ...bracket }, end: close + 1 }
}

function readGroup(text: string, index: number, depth: number, find: Finders): Read | null {
  const sign = text[index] ?? ''
  if (!isGroupSign(sign) || text[index + 1] !== '(' || depth >= MAX_DEPTH) return null
  const edges = find.edges(index + 1)
  if (edges === null) return null
  const alternatives = edges.slice(0, -1).map((edge, at) => readNodes(text.slice(edge + 1, edges[at + 1]), depth + 1))
  return { node: { kind: 'group', sign, alternatives }, end: (edges.at(-1) ?? index) + 1 }
}

export function isGroupSign(sign: string): sign is GroupSign {
  return sign === '@' || sign === '?' || sign === '*' || sign === '+'
}

/** Gives the indexes of `(`, of each `|` at the same depth and of `)`; null for a group that does not close. */
export type GroupEdges = (open: number) => readonly number[] | null

/** Finds the edges of all groups in one walk: a walk for each group would take the square of the text's length. */
export function groupFinder(text: string): GroupEdges {
  let found: ReadonlyMap<number, readonly number[]> | null = null
  return (open) => (found ??= findGroups(text)).get(open) ?? null
}

function findGroups(text: string): ReadonlyMap<number, readonly number[]> {
  const groups = new Map<number, readonly number[]>()
  const unclosed: number[][] = []
  const findClose = bracketFinder(text)
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index]
    if (character === '\\') index += 1
    else if (character === '[') index = findClose(index) ?? index
    else if (character === '(') unclosed.push([index])
    else if (character === '|') unclosed.at(-1)?.push(index)
    else if (character === ')') {
      const edges = unclosed.pop()
      if (edges?.[0] !== undefined) groups.set(edges[0], [...edges, index])
    }
  }
  return groups
}
