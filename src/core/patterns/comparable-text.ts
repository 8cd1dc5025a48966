/** A path as git stores it. */
export interface MatchPath {
  readonly path: string
  /** The bytes of a name that is not UTF-8, one character each. */
  readonly bytes?: string
}

/**
 * Gives the text that patterns are compared with, in NFC. A byte that belongs to no UTF-8 character becomes one unit,
 * so that `?` and `*` match it, no literal matches it, and two names never become one.
 */
export function comparableText({ path, bytes }: MatchPath): string {
  return (bytes === undefined ? path : decodeBytes(bytes)).normalize('NFC')
}

const UTF8_CHARACTER =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g

/** A lone surrogate from here on stands for a byte: no text that was read as UTF-8 has one. */
const LONE_BYTE = 0xdc00

function decodeBytes(bytes: string): string {
  return bytes.replace(UTF8_CHARACTER, (sequence) => {
    const lead = sequence.charCodeAt(0)
    if (sequence.length === 1) return String.fromCharCode(LONE_BYTE + lead)
    let codePoint = lead & (0x7f >> sequence.length)
    for (let index = 1; index < sequence.length; index += 1)
      codePoint = (codePoint << 6) | (sequence.charCodeAt(index) & 0x3f)
    return String.fromCodePoint(codePoint)
  })
}
