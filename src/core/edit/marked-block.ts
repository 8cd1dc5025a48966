import { eolOf } from './text-layout.js'

/** Our lines stand between two comments, each on its own line. A style names the comments and the place of the block. */
export interface BlockStyle {
  readonly begin: string
  readonly end: string
  /**
   * `apart`: one block, with an empty line before it and with the line ends of the text.
   * `close`: no empty line, always LF. A note may follow `begin`, and a merge of branches may have doubled the block.
   */
  readonly stands: 'apart' | 'close'
}

/** Comments for sh, the configuration of git, YAML and TOML. */
export const HASH_MARKS = { begin: '# >>> holdfast >>>', end: '# <<< holdfast <<<' } as const

/** The style of our block in hooks, in the configuration of git and in the configuration of lefthook. */
export const CLOSE_BLOCK: BlockStyle = { ...HASH_MARKS, stands: 'close' }

/** `rest` is the text without our lines. A mark without its partner is damage that a person has to mend. */
export type BlockState =
  | { readonly kind: 'without' | 'damaged'; readonly rest: string }
  | { readonly kind: 'with'; readonly rest: string; readonly note: string }

/** {@link putBlock} or {@link insertBlock} undone, byte for byte. */
export function takeBlock(text: string, style: BlockStyle): BlockState {
  let rest = text
  let note: string | null = null
  for (let block = findBlock(rest, style); block !== null; block = findBlock(rest, style)) {
    note ??= block.note
    rest = withoutBlock(rest, block, style)
    if (style.stands === 'apart') break
  }
  if (hasMark(rest, style)) return { kind: 'damaged', rest: text }
  return note === null ? { kind: 'without', rest } : { kind: 'with', rest, note }
}

/** Renews a block that stands `apart` in its place, or adds it at the end of the text. */
export function putBlock(text: string, lines: readonly string[], style: BlockStyle): string {
  const eol = eolOf(text)
  const block = [style.begin, ...lines, style.end].join(eol)
  const { kind, rest } = takeBlock(text, style)
  const there = kind === 'with' ? findBlock(text, style) : null
  if (there !== null) return text.slice(0, there.start) + block + text.slice(there.endOfMark)
  if (rest === '') return block + eol
  return rest.endsWith(eol) ? rest + eol + block + eol : rest + eol + eol + block
}

/** Inserts a rendered block, which stands `close`, at the start of a line or at the end of the text. */
export function insertBlock(text: string, at: number, block: string): string {
  // If the text has no last line end, our last line has none either: that marks the line end before our lines as ours.
  const isOpen = at === text.length && text !== '' && !text.endsWith('\n')
  return isOpen ? `${text}\n${block.slice(0, -1)}` : text.slice(0, at) + block + text.slice(at)
}

/** The text of a block that stands `close`, with its last line end. */
export function renderBlock(body: string, { begin, end }: BlockStyle, note = ''): string {
  return `${begin}${note}\n${body === '' || body.endsWith('\n') ? body : `${body}\n`}${end}\n`
}

interface FoundBlock {
  readonly start: number
  /** The end of the mark, before its line end. */
  readonly endOfMark: number
  /** After that line end. */
  readonly stop: number
  readonly note: string
}

function findBlock(text: string, { begin, end, stands }: BlockStyle): FoundBlock | null {
  const behind = stands === 'close' ? String.raw`[^\n]*` : String.raw`\r?`
  const body = String.raw`(?:(?!${begin}${behind}\n)[^\n]*\n)*?`
  const found = new RegExp(String.raw`(?<![^\n])${begin}(${behind})\n${body}${end}(\r?(?:\n|(?![^])))`).exec(text)
  if (found === null) return null
  const [whole, note = '', lineEnd = ''] = found
  const stop = found.index + whole.length
  return { start: found.index, endOfMark: stop - lineEnd.length, stop, note: note.trim() }
}

function withoutBlock(text: string, { start, stop, endOfMark }: FoundBlock, { stands }: BlockStyle): string {
  const eol = stands === 'apart' ? eolOf(text) : '\n'
  const isOpen = stop === endOfMark
  const before = isOpen ? withoutEnd(text.slice(0, start), eol) : text.slice(0, start)
  const isSpaced = stands === 'apart' && (isOpen || before.endsWith(eol + eol))
  return (isSpaced ? withoutEnd(before, eol) : before) + text.slice(stop)
}

/** Where a block stands `close`, a mark counts whatever follows it on its line: a later version may write other notes. */
function hasMark(text: string, { begin, end, stands }: BlockStyle): boolean {
  const behind = stands === 'close' ? '' : String.raw`\r?(?:\n|(?![^]))`
  return new RegExp(String.raw`(?<![^\n])(?:${begin}|${end})${behind}`).test(text)
}

function withoutEnd(text: string, end: string): string {
  return text.endsWith(end) ? text.slice(0, -end.length) : text
}
