const MAX_SHOWN = 200

/**
 * Makes one printable line in quotes of a text from outside. Control characters, line ends and characters that reorder
 * a line become escapes, so that the text cannot forge the output around it.
 */
export function quote(text: string): string {
  return `"${printable(text).replaceAll('"', '\\"')}"`
}

/** Like {@link quote}, without the quotes. Cuts after `maxLength` characters. */
export function printable(text: string, maxLength = MAX_SHOWN): string {
  const cut = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text
  return cut.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, escapeCharacter)
}

function escapeCharacter(character: string): string {
  if (character === '\n') return '\\n'
  if (character === '\t') return '\\t'
  const code = character.codePointAt(0) ?? 0
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
}

/** Quotes a text so that a POSIX shell reads it back as one word. Characters that cannot be typed become escapes. */
export function shellWord(text: string): string {
  const shown = printable(text, 300)
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", "'\\''")}'`
}
