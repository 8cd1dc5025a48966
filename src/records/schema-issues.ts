import type * as z from 'zod/mini'

/**
 * Says where and why a value does not fit a schema, in one clause for each issue. @param whole the name of the value
 */
export function describeIssues(error: z.core.$ZodError, whole: string): string {
  return error.issues.map((issue) => `${issue.path.map(String).join('.') || whole} ${describeIssue(issue)}`).join('; ')
}

function describeIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys')
    return `has ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}, which nothing reads`
  if (issue.code === 'invalid_value')
    return `is not one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`
  if (issue.code === 'invalid_type') return `is not of type ${issue.expected}`
  if (issue.code === 'invalid_format') return `does not match ${issue.pattern ?? issue.format}`
  if (issue.code === 'too_big') return `is more than ${issue.maximum}${unitOf(issue.origin)}`
  if (issue.code === 'too_small') return `is fewer than ${issue.minimum}${unitOf(issue.origin)}`
  return 'is not allowed'
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters'
  return origin === 'array' ? ' entries' : ''
}
