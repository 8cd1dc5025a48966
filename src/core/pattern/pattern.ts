declare const pattern: unique symbol

/**
 * One pattern in canonical form: no braces, classes and groups unambiguous, every other special character
 * escaped, so that micromatch and our automaton read the same language. It is plain text, and so is stored as it is.
 */
export type Pattern = string & { readonly [pattern]: true }

/**
 * Text that was canonical when it was stored. Nothing is checked, because every text has a reading:
 * what the language refuses stands for its own characters.
 */
export function asStored(text: string): Pattern {
  return text as Pattern
}
