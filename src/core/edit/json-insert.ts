import type { Node } from 'jsonc-parser'
import type { JsonValue } from '../mail/message.js'
import { lineIndent, layoutOf, skipTrivia } from './text-layout.js'
import type { JsonDocument } from './json-document.js'

/**
 * Puts a member last into an object. No other byte changes but for the comma before it.
 *
 * In an object that was empty, the member stands beside the brace. In an object that Holdfast creates, it stands on a
 * line of its own. By this, {@link removeChild} knows who created an object that becomes empty.
 */
export function insertMember(document: JsonDocument, object: Node, key: string, value: JsonValue): string {
  return insertChild(document, object, `${JSON.stringify(key)}: `, value)
}

/** Puts an item last into a list, in the same way. */
export function appendItem(document: JsonDocument, list: Node, value: JsonValue): string {
  return insertChild(document, list, '', value)
}

/** Replaces one value and changes nothing around it. */
export function replaceValue({ text }: JsonDocument, node: Node, value: JsonValue): string {
  return splice(text, node.offset, node.offset + node.length, renderValue(text, value, lineIndent(text, node.offset)))
}

function insertChild(document: JsonDocument, container: Node, head: string, value: JsonValue): string {
  const { text } = document
  const last = container.children?.at(-1)
  if (last === undefined) {
    const at = container.offset + 1
    return splice(text, at, at, head + renderValue(text, value, lineIndent(text, at)))
  }
  const end = last.offset + last.length
  const comma = skipTrivia(text, end)
  const hasComma = text[comma] === ','
  const from = hasComma ? comma + 1 : end
  // A comment behind the last child stays behind it.
  const comment = /(?:[ \t]*\/\*[^\r\n]*?\*\/)*([ \t]*\/\/[^\r\n]*)?/y
  comment.lastIndex = from
  const [beside = '', line] = comment.exec(text) ?? []
  const gap = gapBefore(text, last, line !== undefined)
  const child = gap + head + renderValue(text, value, gap.includes('\n') ? lastLine(gap) : lineIndent(text, end))
  if (hasComma) return splice(text, from + beside.length, from + beside.length, `${child},`)
  return splice(text, end, end + beside.length, `,${beside}${child}`)
}

/** Gives the white space before the last child, so that the new child stands alike. */
function gapBefore(text: string, last: Node, needsLine: boolean): string {
  const { eol, unit } = layoutOf(text)
  const before = /[ \t\r\n]*$/.exec(text.slice(0, last.offset))?.[0] ?? ''
  if (before.includes('\n')) return eol + lastLine(before)
  return needsLine ? eol + lineIndent(text, last.offset) + unit : before
}

function renderValue(text: string, value: JsonValue, indent: string): string {
  const { eol, unit } = layoutOf(text)
  return JSON.stringify(value, null, unit).replaceAll('\n', eol + indent)
}

function lastLine(space: string): string {
  return space.slice(space.lastIndexOf('\n') + 1)
}

function splice(text: string, from: number, to: number, put: string): string {
  return text.slice(0, from) + put + text.slice(to)
}
