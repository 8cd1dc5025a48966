const MAX_SHOWN = 200

/**
 * A text from outside, as one printable line in quotes: control characters, line ends and characters
 * that reorder a line are shown as escapes, so that no text forges the output around it.
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

/** A text as one word that a POSIX shell reads back as it is; what cannot be typed is shown escaped. */
export function shellWord(text: string): string {
  const shown = printable(text, 300)
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", "'\\''")}'`
}
