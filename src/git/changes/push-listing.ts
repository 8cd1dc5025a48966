import type { Change } from '../../core/change.js'
import { namePath } from './path-name.js'

/** What hooks/pre-push pipes to the guard. */
export interface PushListing {
  /** The lines that git gave it. */
  readonly updates: Uint8Array
  /**
   * Each path that the new commits change, once. Only git could say who made the commit and how it changes the path.
   * Null if the shell did not list the paths.
   */
  readonly changes: readonly Change[] | null
}

const LINE_END = 0x0a
const ENDED = '\tended '

/** The input is lines of git, an empty line, one quoted path a line, and how git ended; or lines of git alone. */
export function parsePushListing(input: Uint8Array): PushListing {
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength)
  const end = bytes[0] === LINE_END ? 0 : bytes.indexOf('\n\n') + 1
  if (end === 0 && bytes[0] !== LINE_END) return { updates: input, changes: null }
  const names = bytes
    .subarray(end + 1)
    .toString('latin1')
    .split('\n')
  // The last line says how git ended; its line end leaves an empty text behind it.
  const ended = names.splice(-2).join('\n')
  const isWhole = ended === `${ENDED}0\n`
  return {
    updates: bytes.subarray(0, end),
    changes: isWhole ? names.filter((name) => name !== '').map(toChange) : null,
  }
}

function toChange(name: string): Change {
  return { ...namePath(Buffer.from(unquote(name), 'latin1')), kind: 'modified', isSubmodule: false }
}

const SIGNS: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

/** Decodes a path as git quotes it: `"a\tb\303\251"`. Gives bytes, one character each. */
function unquote(name: string): string {
  if (!name.startsWith('"')) return name
  return name
    .slice(1, -1)
    .replace(/\\([0-7]{3}|.)/g, (_, sign: string) =>
      sign.length === 3 ? String.fromCharCode(Number.parseInt(sign, 8)) : (SIGNS[sign] ?? sign),
    )
}
