/**
 * Our lines in a hook file:
 *
 *   # >>> holdfast >>>                                 added to a hook that was there
 *   # >>> holdfast >>> created this file
 *   # >>> holdfast >>> original: pre-commit            in the place of a hook that is kept aside
 *   …
 *   # <<< holdfast <<<
 *
 * Texts here are latin1: one character per byte, so that every byte around our lines stays what it is.
 */
export type BlockNote =
  { readonly kind: 'added' } | { readonly kind: 'created' } | { readonly kind: 'original'; readonly name: string }

/** `rest` is the file without our lines. */
export type HookLines =
  | { readonly kind: 'without'; readonly rest: string }
  | { readonly kind: 'with'; readonly rest: string; readonly note: BlockNote }
  | { readonly kind: 'damaged' }

const BEGIN = '# >>> holdfast >>>'
const END = '# <<< holdfast <<<'
const CREATED = 'created this file'
const ORIGINAL = 'original: '
const BLOCK = new RegExp(`^${BEGIN}([^\\n]*)\\n((?!${BEGIN})[^\\n]*\\n)*?${END}\\r?(?:\\n|(?![^]))`, 'm')
const MARKER = new RegExp(`^(?:${BEGIN}|${END})`, 'm')

export function takeBlockOut(text: string): HookLines {
  let rest = text
  let note: BlockNote | null = null
  for (let match = BLOCK.exec(rest); match !== null; match = BLOCK.exec(rest)) {
    note ??= parseNote(match[1] ?? '')
    rest = without(rest, match.index, match[0])
  }
  if (MARKER.test(rest)) return { kind: 'damaged' }
  return note === null ? { kind: 'without', rest } : { kind: 'with', rest, note }
}

/** Puts our lines after the `#!` line, or first where there is none. {@link takeBlockOut} gives `rest` back. */
export function putBlockIn(rest: string, note: BlockNote, body: string): string {
  const block = `${BEGIN}${renderNote(note)}\n${endLine(body)}${END}\n`
  const shebang = /^#![^\n]*\n?/.exec(rest)?.[0] ?? ''
  // If the `#!` line has no line end, our last line has none either: that marks the line end before our lines as ours.
  if (shebang !== '' && !shebang.endsWith('\n')) return `${shebang}\n${block.slice(0, -1)}`
  return shebang + block + rest.slice(shebang.length)
}

function without(text: string, index: number, block: string): string {
  const isLineEndOurs = !block.endsWith('\n') && text[index - 1] === '\n'
  return text.slice(0, isLineEndOurs ? index - 1 : index) + text.slice(index + block.length)
}

function endLine(body: string): string {
  return body === '' || body.endsWith('\n') ? body : `${body}\n`
}

function renderNote(note: BlockNote): string {
  switch (note.kind) {
    case 'added':
      return ''
    case 'created':
      return ` ${CREATED}`
    case 'original':
      return ` ${ORIGINAL}${note.name}`
  }
}

function parseNote(text: string): BlockNote {
  const note = text.trim()
  if (note === CREATED) return { kind: 'created' }
  if (note.startsWith(ORIGINAL)) return { kind: 'original', name: note.slice(ORIGINAL.length) }
  return { kind: 'added' }
}
