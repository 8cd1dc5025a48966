import { foldCase, isAscii, type Fold } from './fold-case.js'

/** A path as git has it. `bytes`, one character each, only where the name is not UTF-8. */
export interface PathName {
  readonly path: string
  readonly bytes?: string
}

/** The text that patterns are compared with: in NFC, and folded where case does not count. */
export function comparablePath(name: PathName, fold: Fold): string {
  const text = name.bytes === undefined ? name.path : decodeBytes(name.bytes)
  const normal = isAscii(text) ? text : text.normalize('NFC')
  return fold.ignoreCase ? foldCase(normal) : normal
}

const UTF8_CHARACTER =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g

/** Where a byte belongs to no UTF-8 character it becomes a lone surrogate, which no pattern can spell. */
const LONE_BYTE = 0xdc00

/**
 * The characters that are UTF-8 as they are, every other byte as one unit of its own: `?` and `*` match it,
 * no literal does, and two different names never become one.
 */
function decodeBytes(bytes: string): string {
  return bytes.replace(UTF8_CHARACTER, (sequence) => {
    const lead = sequence.charCodeAt(0)
    if (sequence.length === 1) return String.fromCharCode(LONE_BYTE + lead)
    let codePoint = lead & (0x7f >> sequence.length)
    for (let i = 1; i < sequence.length; i += 1) codePoint = (codePoint << 6) | (sequence.charCodeAt(i) & 0x3f)
    return String.fromCodePoint(codePoint)
  })
}
