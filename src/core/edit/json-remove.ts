import type { Node } from 'jsonc-parser'
import { skipTrivia } from './text-layout.js'
import type { JsonDocument } from './json-document.js'

/**
 * Undoes an insert: removes a child from its object or list, with the comma and white space around it. A container that
 * becomes empty is removed too if the child stood on a line of its own, because the insert created it then. It stays if
 * the child stood beside the bracket, because it was there before.
 *
 * @returns null where nothing is left of the file
 */
export function removeChild({ text, root }: JsonDocument, child: Node): string | null {
  const container = child.parent
  if (container === undefined) return null
  const siblings = container.children ?? []
  if (siblings.length === 1) return removeOnlyChild({ text, root }, container, child)
  const end = child.offset + child.length
  const comma = skipTrivia(text, end)
  const from = child.offset - gapLength(text, child)
  if (text[comma] === ',') return cut(text, from, comma + 1)
  // For the last child, the comma behind the child before it goes.
  const before = siblings[siblings.indexOf(child) - 1]
  const commaBefore = before === undefined ? from : skipTrivia(text, before.offset + before.length)
  return cut(cut(text, from, end), commaBefore, commaBefore + 1)
}

function removeOnlyChild(document: Pick<JsonDocument, 'text' | 'root'>, container: Node, child: Node): string | null {
  const { text, root } = document
  const end = child.offset + child.length
  const comma = skipTrivia(text, end)
  const childEnd = text[comma] === ',' ? comma + 1 : end
  const before = text.slice(container.offset + 1, child.offset)
  const after = text.slice(childEnd, container.offset + container.length - 1)
  const isOurs = before.includes('\n') && before.trim() === '' && after.trim() === ''
  if (!isOurs) return cut(text, child.offset - gapLength(text, child), childEnd)
  if (container === root) return isAlone(text, root) ? null : cut(text, root.offset + 1, root.offset + root.length - 1)
  // A key goes with its value.
  const whole = container.parent?.type === 'property' ? container.parent : container
  return removeChild({ path: '', text, root }, whole)
}

/** Gives the length of the line end and indentation before a child, or of the blanks before it on its line. */
function gapLength(text: string, child: Node): number {
  return /(?:\r?\n)?[ \t]*$/.exec(text.slice(0, child.offset))?.[0].length ?? 0
}

function isAlone(text: string, root: Node): boolean {
  return (text.slice(0, root.offset) + text.slice(root.offset + root.length)).trim() === ''
}

function cut(text: string, from: number, to: number): string {
  return text.slice(0, from) + text.slice(to)
}
