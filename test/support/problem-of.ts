import { ProblemError, type Problem } from '../../src/core/problems/problem.js'

/** The problem that stops `action`; throws where nothing or something else does. */
export async function problemOf(action: () => unknown): Promise<Problem> {
  try {
    await action()
  } catch (error) {
    if (error instanceof ProblemError) return error.problem
    throw error
  }
  throw new Error('nothing stops it')
}
