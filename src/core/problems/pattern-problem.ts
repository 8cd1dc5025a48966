import { quote } from '../quote.js'
import { unreachable } from '../unreachable.js'
import type { ProblemText } from '../problem.js'

export type PatternRefusal =
  | 'empty'
  | 'absolute'
  | 'escapes'
  | 'negated-group'
  | 'control-character'
  | 'not-utf8'
  | 'too-long'
  | 'too-many-alternatives'
  | 'posix-class'
  | 'bad-range'
  | 'excludes-only'
  | 'too-complex'
  | 'slash-in-group'

export interface PatternProblem {
  readonly area: 'pattern'
  readonly code: 'pattern-refused'
  readonly pattern: string
  readonly reason: PatternRefusal
}

export function describePatternProblem(problem: PatternProblem): ProblemText {
  const [why, tryThis] = describeRefusal(problem.reason)
  return { sentence: `The pattern ${quote(problem.pattern)} ${why}.`, tryThis: [tryThis] }
}

function describeRefusal(reason: PatternRefusal): readonly [why: string, tryThis: string] {
  switch (reason) {
    case 'empty':
      return ['is empty', 'git holdfast lock src']
    case 'absolute':
      return ['is absolute; a pattern starts at the top of the repository', 'git holdfast lock src/app.ts']
    case 'escapes':
      return ['has a ".." segment and could leave the repository', 'git holdfast lock src/app.ts']
    case 'negated-group':
      return ['has a negated group !(…), for which overlap cannot be decided', "git holdfast lock 'src/**' --scope '!src/vendor/**'"]
    case 'control-character':
      return ['has a control character', 'git holdfast lock src/app.ts']
    case 'not-utf8':
      return ['is not UTF-8; lock the folder it lies in', 'git holdfast lock src']
    case 'too-long':
      return ['has more than 4,096 characters', "git holdfast lock 'src/**'"]
    case 'too-many-alternatives':
      return ['has more than 1,000 brace alternatives', "git holdfast lock 'src/**'"]
    case 'posix-class':
      return ['has a POSIX class; write the range', "git holdfast lock 'src/[a-z]*.ts'"]
    case 'bad-range':
      return ['has a bracket that no character can be in', "git holdfast lock 'src/[a-z]*.ts'"]
    case 'excludes-only':
      return ['only takes paths out; an exclusion goes with a path or glob', "git holdfast lock 'src/**' --scope '!src/vendor/**'"]
    case 'slash-in-group':
      return ['has a group that crosses a "/"; braces can', "git holdfast lock '{src/a,lib}/*.ts'"]
    case 'too-complex':
      return ['has too many nested groups', "git holdfast lock 'src/**'"]
    default:
      return unreachable(reason)
  }
}
