declare const pattern: unique symbol

/**
 * One pattern in canonical form, in which micromatch and our automaton read the same language: without braces, with
 * unambiguous negation and groups, and with everything else escaped. It is plain text, and is stored like that.
 */
export type Pattern = string & { readonly [pattern]: true }
