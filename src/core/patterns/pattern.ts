declare const pattern: unique symbol

/**
 * One pattern in canonical form: brace-free where braces cross segments, negation and groups
 * unambiguous, everything else escaped, so that micromatch and our automaton read the same language.
 * It is plain text, and so is stored as it is.
 */
export type Pattern = string & { readonly [pattern]: true }
