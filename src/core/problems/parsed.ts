/** The result of reading a text from outside: a domain value, or the problem with the text. */
export type Parsed<T, P> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: P }

export function parsed<T>(value: T): Parsed<T, never> {
  return { ok: true, value }
}

export function refused<const P>(problem: P): Parsed<never, P> {
  return { ok: false, problem }
}
