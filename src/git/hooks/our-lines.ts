import { CLOSE_BLOCK, insertBlock, renderBlock, takeBlock } from '../../core/edit/marked-block.js'

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

const CREATED = 'created this file'
const ORIGINAL = 'original: '

export function takeBlockOut(text: string): HookLines {
  const block = takeBlock(text, CLOSE_BLOCK)
  if (block.kind === 'with') return { ...block, note: parseNote(block.note) }
  return block.kind === 'damaged' ? { kind: 'damaged' } : { kind: 'without', rest: block.rest }
}

/** Puts our lines after the `#!` line, or first where there is none. {@link takeBlockOut} gives `rest` back. */
export function putBlockIn(rest: string, note: BlockNote, body: string): string {
  const shebang = /^#![^\n]*\n?/.exec(rest)?.[0] ?? ''
  return insertBlock(rest, shebang.length, renderBlock(body, CLOSE_BLOCK, renderNote(note)))
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

function parseNote(note: string): BlockNote {
  if (note === CREATED) return { kind: 'created' }
  if (note.startsWith(ORIGINAL)) return { kind: 'original', name: note.slice(ORIGINAL.length) }
  return { kind: 'added' }
}
