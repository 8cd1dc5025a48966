import { getNodeValue, type Node } from 'jsonc-parser'
import type { JsonValue } from '../mail/message.js'
import { ProblemError } from '../problems/problem.js'
import { itemsOf, memberOf, parseDocument, propertiesOf, type JsonDialect, type JsonDocument } from './json-document.js'
import { appendItem, insertMember, replaceValue } from './json-insert.js'
import { removeChild } from './json-remove.js'

export type JsonObject = Readonly<Record<string, JsonValue>>

/** An entry of Holdfast in a file that others write to as well. */
export type JsonEntry =
  /** An element of the list at `at`. Lists of other names beside that one may hold elements of Holdfast as well. */
  | { readonly kind: 'item'; readonly at: readonly [string, string]; readonly value: JsonObject }
  /** A key that Holdfast owns, with its value. */
  | { readonly kind: 'member'; readonly at: readonly string[]; readonly value: JsonObject }

export interface JsonEntries {
  readonly dialect: JsonDialect
  readonly entries: readonly JsonEntry[]
  /** The rest of a file that Holdfast creates. */
  readonly base: JsonObject
  /** Keys without which the program reads nothing from the file. Holdfast refuses a file that lacks one. */
  readonly required: readonly string[]
  /** Recognises a value that Holdfast wrote, in any version. */
  readonly isOurs: (value: unknown) => boolean
}

/**
 * Gives the text with every entry in it once, as this version writes it. An entry with further keys is left unchanged;
 * an entry of Holdfast with other values is replaced.
 *
 * @throws ProblemError `agent-file-invalid`, `agent-file-refused`
 */
export function putEntries(path: string, text: string | null, wanted: JsonEntries): string {
  if (text === null) return createText(wanted)
  refuseIncomplete(parseDocument(path, text, wanted.dialect), wanted)
  let now = dropStale(path, text, wanted) ?? createText({ ...wanted, entries: [] })
  for (const entry of wanted.entries) now = putEntry(parseDocument(path, now, wanted.dialect), entry, wanted)
  return now
}

/** Gives the text without the entries of Holdfast; null for a file that Holdfast created and nobody added to. */
export function takeEntries(path: string, text: string, wanted: JsonEntries): string | null {
  const rest = dropOurs(path, text, wanted, () => false)
  const isBaseOnly = Object.keys(wanted.base).length > 0 && rest === createText({ ...wanted, entries: [] })
  return isBaseOnly ? null : rest
}

export function hasEntries(path: string, text: string, wanted: JsonEntries): boolean {
  return findOurs(parseDocument(path, text, wanted.dialect), wanted).length > 0
}

/** Writes a whole new file as a person would lay it out, each container on lines of its own. */
function createText({ base, entries }: JsonEntries): string {
  const root: Record<string, JsonValue> = structuredClone(base)
  for (const { kind, at, value } of entries) {
    let place = root
    for (const key of at.slice(0, -1)) place = (place[key] ??= {}) as Record<string, JsonValue>
    const last = at.at(-1) ?? ''
    if (kind === 'member') place[last] = value
    else place[last] = [...((place[last] ?? []) as JsonValue[]), value]
  }
  return `${JSON.stringify(root, null, 2)}\n`
}

function refuseIncomplete(document: JsonDocument, { required }: JsonEntries): void {
  propertiesOf(document, document.root)
  const missing = required.find((key) => memberOf(document, document.root, key) === undefined)
  if (missing === undefined) return
  const reason = `has no "${missing}", and the program reads nothing from it without that key`
  throw new ProblemError({ area: 'config', code: 'agent-file-refused', path: document.path, reason })
}

/** Drops the entries of Holdfast that differ from the wanted ones, and those that appear twice. */
function dropStale(path: string, text: string, wanted: JsonEntries): string | null {
  return dropOurs(path, text, wanted, (document, node) =>
    wanted.entries.some((entry) =>
      entry.kind === 'member' ? find(document, entry.at) === node : inPlace(document, entry) === node,
    ),
  )
}

function dropOurs(
  path: string,
  text: string,
  wanted: JsonEntries,
  isKept: (document: JsonDocument, node: Node) => boolean,
): string | null {
  let rest: string | null = text
  while (rest !== null) {
    const document = parseDocument(path, rest, wanted.dialect)
    const node = findOurs(document, wanted).find((found) => !isKept(document, found))
    if (node === undefined) return rest
    rest = removeChild(document, node.parent?.type === 'property' ? node.parent : node)
  }
  return null
}

/** Finds elements of lists, handlers within an element that others share, and values of keys. */
function findOurs(document: JsonDocument, { entries, isOurs }: JsonEntries): readonly Node[] {
  const scopes = new Set(entries.flatMap((entry) => (entry.kind === 'item' ? [entry.at[0]] : [])))
  const items = [...scopes].flatMap((scope) => listsIn(document, scope)).flatMap((list) => itemsOf(document, list))
  const members = entries.flatMap((entry) => (entry.kind === 'member' ? [find(document, entry.at)] : []))
  return [
    ...items.flatMap((item) => oursWithin(item, isOurs)),
    ...members.filter((node) => node !== undefined && isOurs(getNodeValue(node))),
  ].filter((node) => node !== undefined)
}

/** Gives all lists, also those that this version does not write: an earlier version may have used other events. */
function listsIn(document: JsonDocument, scope: string): readonly Node[] {
  const container = memberOf(document, document.root, scope)
  if (container === undefined) return []
  const keys = propertiesOf(document, container).map((property) => String(property.children?.[0]?.value))
  return keys.map((key) => memberOf(document, container, key)).filter((node): node is Node => node?.type === 'array')
}

function oursWithin(item: Node, isOurs: JsonEntries['isOurs']): readonly Node[] {
  if (isOurs(getNodeValue(item))) return [item]
  const handlers = item.children?.find((property) => property.children?.[0]?.value === 'hooks')?.children?.[1]
  if (handlers?.type !== 'array') return []
  const all = handlers.children ?? []
  const ours = all.filter((handler) => isOurs(getNodeValue(handler)))
  return ours.length === all.length && ours.length > 0 ? [item] : ours
}

function putEntry(document: JsonDocument, entry: JsonEntry, wanted: JsonEntries): string {
  return entry.kind === 'member' ? putMember(document, entry, wanted) : putItem(document, entry)
}

function putMember(document: JsonDocument, { at, value }: JsonEntry, { isOurs }: JsonEntries): string {
  const node = find(document, at)
  if (node === undefined) return insertAt(document, document.root, at, value)
  const there: unknown = getNodeValue(node)
  if (covers(there, value)) return document.text
  if (!isOurs(there)) {
    const reason = `has a "${at.join('.')}" that Holdfast did not write`
    throw new ProblemError({ area: 'config', code: 'agent-file-refused', path: document.path, reason })
  }
  return replaceValue(document, node, { ...(there as JsonObject), ...value })
}

function putItem(document: JsonDocument, entry: JsonEntry & { kind: 'item' }): string {
  if (inPlace(document, entry) !== undefined) return document.text
  const list = find(document, entry.at)
  if (list === undefined) return insertAt(document, document.root, entry.at, [entry.value])
  itemsOf(document, list)
  return appendItem(document, list, entry.value)
}

function inPlace(document: JsonDocument, { at, value }: JsonEntry): Node | undefined {
  const list = find(document, at)
  return list === undefined ? undefined : itemsOf(document, list).find((item) => covers(getNodeValue(item), value))
}

/** Follows the keys that exist, and inserts the rest. */
function insertAt(document: JsonDocument, object: Node, at: readonly string[], value: JsonValue): string {
  const [key = '', ...rest] = at
  const next = memberOf(document, object, key)
  if (next !== undefined) return insertAt(document, next, rest, value)
  const whole = rest.reduceRight<JsonValue>((inner, name) => ({ [name]: inner }), value)
  return insertMember(document, object, key, whole)
}

function find(document: JsonDocument, at: readonly string[]): Node | undefined {
  return at.reduce<Node | undefined>(
    (node, key) => (node === undefined ? undefined : memberOf(document, node, key)),
    document.root,
  )
}

/** Says whether a value has everything that is wanted. It may have further keys, which a person added. */
function covers(there: unknown, wanted: JsonValue): boolean {
  if (Array.isArray(wanted)) return coversList(there, wanted as readonly JsonValue[])
  if (typeof wanted !== 'object' || wanted === null) return there === wanted
  if (typeof there !== 'object' || there === null || Array.isArray(there)) return false
  return Object.entries(wanted).every(([key, value]) => covers((there as Record<string, unknown>)[key], value))
}

function coversList(there: unknown, wanted: readonly JsonValue[]): boolean {
  return Array.isArray(there) && there.length === wanted.length && wanted.every((item, i) => covers(there[i], item))
}
