import { printable } from '../../core/quote.js'

/**
 * Makes text harmless for a log that obeys lines: `::` at the beginning of a line, and `##[` or `##vso[` anywhere, are
 * commands to the runners of GitHub and Azure. (actions/runner, ActionCommand.cs: leading blanks do not count.)
 */
export function neutralLines(text: string): string {
  return text.replace(/^(\s*):(?=:)/gm, '$1\\x3a').replace(/#(?=#[\w.]*\[)/g, '\\x23')
}

/** The message of a workflow command (actions/toolkit, command.ts). The runner cuts it after 4,096 characters. */
export function commandMessage(text: string): string {
  return neutralLines(text.slice(0, 4_000)).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

/** A property of a workflow command, such as `file`. */
export function commandProperty(text: string): string {
  return commandMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

/** JSON for a log that obeys `##[` inside of a line: the same values, with no character that steers whoever shows it. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2)
    .replace(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}\ufffe\uffff]/gu, escapeUnits)
    .replace(/#(?=#)/g, '\\u0023')
}

function escapeUnits(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}

/** Text for XML 1.0, in an element or an attribute: what no escape can bring into XML is shown as it is in a log. */
export function xmlText(text: string, maxLength = 4_000): string {
  return printable(text, maxLength)
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
    .replace(/#(?=#)/g, '&#35;')
}

/**
 * Text for Markdown that is to be read as it is: as code, with every sign by its number, which is text to Markdown, to
 * a table and to HTML, and which makes no mention, link or image.
 */
export function markdownCode(text: string, maxLength = 300): string {
  const shown = printable(text, maxLength)
  return `<code>${shown.replace(/[^\p{L}\p{N} ]/gu, (sign) => `&#${sign.codePointAt(0) ?? 0};`)}</code>`
}

/** A repository path as a relative URI: by its bytes, also where they are not UTF-8. */
export function toUri(path: string, bytes: string | undefined): string {
  const raw = bytes === undefined ? Buffer.from(path, 'utf8') : Buffer.from(bytes, 'latin1')
  return [...raw].map((byte) => (isUnreserved(byte) ? String.fromCharCode(byte) : percent(byte))).join('')
}

/** RFC 3986: letters, digits, `-._~`, and here the `/` between segments. */
function isUnreserved(byte: number): boolean {
  return /[A-Za-z0-9\-._~/]/.test(String.fromCharCode(byte)) && byte < 0x80
}

function percent(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
}
