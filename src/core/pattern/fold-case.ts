import { toCharacterSet, type CharacterSet, type Range } from './character-set.js'
import type { Glob, Piece } from './glob.js'

/** How paths compare: `ignoreCase` as in `core.ignorecase`. */
export interface Fold {
  readonly ignoreCase: boolean
}

/**
 * Two names that a file system without case might take for one fold to the same text. Unlike full case
 * folding it keeps the number of UTF-16 units, which `?` counts.
 */
export function foldCase(text: string): string {
  if (isAscii(text)) return text.toLowerCase()
  let folded = ''
  for (const character of text) folded += foldCharacter(character)
  return folded
}

export function foldGlob(glob: Glob, fold: Fold): Glob {
  if (!fold.ignoreCase) return glob
  return glob.map((segment) => (segment === '**' ? segment : segment.map(foldPiece)))
}

export function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) if (text.charCodeAt(i) > 0x7f) return false
  return true
}

/** Upper first: it unites more, such as the long s with s and the final sigma with the other two. */
function foldCharacter(character: string): string {
  return keepLength(keepLength(character, character.toUpperCase()), keepLength(character, character.toUpperCase()).toLowerCase())
}

function keepLength(character: string, changed: string): string {
  return changed.length === character.length ? changed : character
}

function foldPiece(piece: Piece): Piece {
  switch (piece.kind) {
    case 'text':
      return { kind: 'text', text: foldCase(piece.text) }
    case 'class':
      return { ...piece, set: foldSet(piece.set) }
    case 'group':
      return { ...piece, branches: piece.branches.map((branch) => branch.map(foldPiece)) }
    case 'any':
    case 'star':
      return piece
  }
}

/**
 * Where the characters of the BMP lie that have a case. Walking these 5,000 instead of all 65,536 keeps a
 * pattern of nothing but wide classes cheap; a test compares them with what the engine knows.
 */
const CASED_BLOCKS: CharacterSet = [
  [0x41, 0x5a],
  [0xb5, 0x588],
  [0x10a0, 0x13ff],
  [0x1c80, 0x218f],
  [0x24b0, 0x24ef],
  [0x2c00, 0x2d2f],
  [0xa640, 0xabbf],
  [0xff21, 0xff5a],
]

function foldSet(set: CharacterSet): CharacterSet {
  const folded: Range[] = []
  for (const [from, to] of set) {
    let at = from
    for (const [first, last] of CASED_BLOCKS) {
      if (last < at || first > to) continue
      if (at < first) folded.push([at, first - 1])
      const end = Math.min(last, to)
      for (at = Math.max(at, first); at <= end; at += 1) folded.push(foldUnit(at))
    }
    if (at <= to) folded.push([at, to])
  }
  return toCharacterSet(folded)
}

function foldUnit(unit: number): Range {
  const folded = foldCharacter(String.fromCharCode(unit)).charCodeAt(0)
  return [folded, folded]
}
