import { parse, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser'
import { ProblemError } from '../problems/problem.js'

/** `jsonc`: the program that reads the file accepts comments and trailing commas. */
export type JsonDialect = 'json' | 'jsonc'

/** The text of a JSON file, with every byte of its author, and its syntax tree. */
export interface JsonDocument {
  /** Used in problems only. */
  readonly path: string
  readonly text: string
  readonly root: Node
}

/** No configuration is deeper, and the recursive parser does not overflow its stack at this depth. */
const MAX_DEPTH = 100

/** @throws ProblemError `agent-file-invalid`, with line and column */
export function parseDocument(path: string, text: string, dialect: JsonDialect): JsonDocument {
  // One character replaces one, so that every offset stays the same.
  const readable = text.replace(/^\uFEFF/, ' ')
  const tooDeep = depthFlaw(readable)
  if (tooDeep !== null) throw flawAt({ path, text }, tooDeep, 'it is nested too deeply')
  const errors: ParseError[] = []
  const strict = dialect === 'json'
  const root = parseTree(readable, errors, { disallowComments: strict, allowTrailingComma: !strict })
  const [error] = errors
  if (error !== undefined) throw flawAt({ path, text }, error.offset, wordsOf(error))
  if (root === undefined) throw flawAt({ path, text }, 0, 'it is empty')
  return { path, text, root }
}

/** For callers that only read: gives whatever a text yields, with or without comments. */
export function readLeniently(text: string): unknown {
  const readable = text.replace(/^\uFEFF/, ' ')
  return depthFlaw(readable) === null ? parse(readable) : undefined
}

/** Gives the value of a key; undefined for none. @throws ProblemError where the object has the key twice */
export function memberOf(document: JsonDocument, object: Node, key: string): Node | undefined {
  const [first, second] = propertiesOf(document, object).filter((property) => property.children?.[0]?.value === key)
  if (second !== undefined) throw flawAt(document, second.offset, `the key "${key}" appears twice`)
  return first?.children?.[1]
}

/** @throws ProblemError where the node is not an object */
export function propertiesOf(document: JsonDocument, node: Node): readonly Node[] {
  if (node.type !== 'object') throw flawAt(document, node.offset, `expected an object here, not ${aKind(node)}`)
  return node.children ?? []
}

/** @throws ProblemError where the node is not a list */
export function itemsOf(document: JsonDocument, node: Node): readonly Node[] {
  if (node.type !== 'array') throw flawAt(document, node.offset, `expected a list here, not ${aKind(node)}`)
  return node.children ?? []
}

function flawAt({ path, text }: Pick<JsonDocument, 'path' | 'text'>, offset: number, reason: string): ProblemError {
  const before = text.slice(0, offset).split('\n')
  const [line, column] = [before.length, (before.at(-1)?.length ?? 0) + 1]
  return new ProblemError({ area: 'config', code: 'agent-file-invalid', path, line, column, reason })
}

/** Gives the offset of the first bracket that is nested too deeply, outside of strings and comments; null for none. */
function depthFlaw(text: string): number | null {
  let depth = 0
  for (const { 0: token, index } of text.matchAll(/"[^"\\]*(?:\\[^][^"\\]*)*"|\/\/[^\n]*|\/\*[^]*?\*\/|[{}[\]]/g)) {
    if (token === '{' || token === '[') depth += 1
    if (token === '}' || token === ']') depth -= 1
    if (depth > MAX_DEPTH) return index
  }
  return null
}

/** `CommaExpected` -> `comma expected` */
function wordsOf(error: ParseError): string {
  return printParseErrorCode(error.error)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
}

function aKind(node: Node): string {
  return node.type === 'array' ? 'a list' : node.type === 'object' ? 'an object' : `a ${node.type}`
}
