import { ProblemError } from '../core/problems/problem.js'

/**
 * The system's code for why it refused, such as `EACCES`, from an error of Node or of a `Disk`. Empty for any other
 * error.
 */
export function errnoOf(error: unknown): string {
  if (error instanceof ProblemError) {
    const { problem } = error
    return problem.area === 'store' && problem.code === 'disk-refuses' ? problem.errno : ''
  }
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
