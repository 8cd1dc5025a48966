import { printable } from '../../core/quote.js'

/**
 * Makes text harmless for a CI log whose runner obeys lines. `::` at the beginning of a line, and `##[` or `##vso[`
 * anywhere, are commands to the runners of GitHub and Azure. (actions/runner, ActionCommand.cs: leading blanks do not
 * count.)
 */
export function neutralLines(text: string): string {
  return text.replace(/^(\s*):(?=:)/gm, '$1\\x3a').replace(/#(?=#[\w.]*\[)/g, '\\x23')
}

/**
 * Escapes the message of a workflow command (actions/toolkit, command.ts). The runner cuts it after 4,096 characters.
 */
export function commandMessage(text: string): string {
  return neutralLines(text.slice(0, 4_000)).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

/** Escapes a property of a workflow command, such as `file`. */
export function commandProperty(text: string): string {
  return commandMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

/**
 * Writes JSON without `##[`, which a runner obeys in its log, and without characters that steer a terminal or browser.
 */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2)
    .replace(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}\ufffe\uffff]/gu, escapeUnits)
    .replace(/#(?=#)/g, '\\u0023')
}

function escapeUnits(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}

/** Escapes text for XML 1.0, in an element or an attribute. Characters that XML cannot hold are shown as in a log. */
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
 * Writes text as Markdown code, with every punctuation character as a numeric entity, so that no text makes a table
 * cell, a mention, a link, an image or HTML.
 */
export function markdownCode(text: string, maxLength = 300): string {
  const shown = printable(text, maxLength)
  return `<code>${shown.replace(/[^\p{L}\p{N} ]/gu, (sign) => `&#${sign.codePointAt(0) ?? 0};`)}</code>`
}

/** Writes a repository path as a relative URI, from its bytes, which need not be UTF-8. */
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
