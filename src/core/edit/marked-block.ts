import { eolOf } from './text-layout.js'

/** The lines before and after the lines of Holdfast. */
export interface BlockMarks {
  readonly begin: string
  readonly end: string
}

export interface BlockState {
  readonly kind: 'without' | 'with' | 'damaged'
  /** The text without the lines of Holdfast. */
  readonly rest: string
}

/**
 * Undoes {@link putBlock}, byte for byte. A mark that lacks its partner or appears twice is damage for a person to
 * repair.
 */
export function takeBlock(text: string, marks: BlockMarks): BlockState {
  const begins = linesWith(text, marks.begin)
  const ends = linesWith(text, marks.end)
  const [begin] = begins
  const [end] = ends
  if (begin === undefined && end === undefined) return { kind: 'without', rest: text }
  if (begin === undefined || end === undefined || begins.length + ends.length > 2 || end < begin)
    return { kind: 'damaged', rest: text }
  const before = text.slice(0, begin)
  const after = text.slice(end + marks.end.length)
  const eol = eolOf(text)
  if (after === '') return { kind: 'with', rest: withoutEnd(withoutEnd(before, eol), eol) }
  // The empty line before the block belongs to it.
  const isSpaced = before.endsWith(eol + eol)
  return { kind: 'with', rest: (isSpaced ? withoutEnd(before, eol) : before) + after.replace(/^\r?\n/, '') }
}

/** Replaces the lines of Holdfast where they stand, or adds them at the end behind an empty line. */
export function putBlock(text: string, lines: readonly string[], marks: BlockMarks): string {
  const eol = eolOf(text)
  const block = [marks.begin, ...lines, marks.end].join(eol)
  const { kind, rest } = takeBlock(text, marks)
  if (kind === 'with') {
    const end = (linesWith(text, marks.end)[0] ?? 0) + marks.end.length
    return text.slice(0, linesWith(text, marks.begin)[0]) + block + text.slice(end)
  }
  if (rest === '') return block + eol
  return rest.endsWith(eol) ? rest + eol + block + eol : rest + eol + eol + block
}

function linesWith(text: string, mark: string): readonly number[] {
  const found: number[] = []
  for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + 1)) {
    const isLine = (at === 0 || text[at - 1] === '\n') && /^(?:\r?\n|$)/.test(text.slice(at + mark.length))
    if (isLine) found.push(at)
  }
  return found
}

function withoutEnd(text: string, end: string): string {
  return text.endsWith(end) ? text.slice(0, -end.length) : text
}
