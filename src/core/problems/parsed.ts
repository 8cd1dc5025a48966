import { ProblemError, type Problem } from './problem.js'

/** What reading a text from outside gives: a domain value, or the problem that says why not. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem }

export function parsed<T>(value: T): Parsed<T> {
  return { ok: true, value }
}

export function refused(problem: Problem): Parsed<never> {
  return { ok: false, problem }
}

/** @throws ProblemError where the text was refused */
export function valueOf<T>(result: Parsed<T>): T {
  if (result.ok) return result.value
  throw new ProblemError(result.problem)
}
