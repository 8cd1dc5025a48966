/** What reading a text from outside gives: a domain value, or the problem that says why not. */
export type Parsed<T, P> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: P }

export function parsed<T>(value: T): Parsed<T, never> {
  return { ok: true, value }
}

export function refused<const P>(problem: P): Parsed<never, P> {
  return { ok: false, problem }
}
