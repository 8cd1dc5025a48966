import { quote } from '../quote.js'
import type { ProblemText } from './problem-text.js'

export type PatternRefusal =
  | 'empty'
  | 'absolute'
  | 'escapes'
  | 'negated-group'
  | 'control-character'
  | 'not-utf8'
  | 'too-long'
  | 'too-many-alternatives'
  | 'backslash'
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
  const [why, tryThis] = REFUSALS[problem.reason]
  return { sentence: `The pattern ${quote(problem.pattern)} ${why}.`, tryThis: [tryThis] }
}

const WITHOUT_PART = "git holdfast lock 'src/**' --scope '!src/vendor/**'"

const REFUSALS: Readonly<Record<PatternRefusal, readonly [why: string, tryThis: string]>> = {
  empty: ['names nothing; the whole repository is **', 'git holdfast lock src'],
  absolute: ['is absolute; a pattern starts at the top of the repository', 'git holdfast lock src/app.ts'],
  escapes: ['has a ".." segment and could leave the repository', 'git holdfast lock src/app.ts'],
  'negated-group': ['has a negated group !(…), for which overlap cannot be decided', WITHOUT_PART],
  'control-character': ['has a control character', 'git holdfast lock src/app.ts'],
  'not-utf8': ['is not UTF-8; lock its folder instead', 'git holdfast lock src'],
  'too-long': ['has more than 4,096 characters', "git holdfast lock 'src/**'"],
  'too-many-alternatives': ['has more than 1,000 brace alternatives', "git holdfast lock 'src/**'"],
  backslash: ['has a backslash before a letter or digit; folders are separated by "/"', 'git holdfast lock src/auth'],
  'posix-class': ['has a POSIX class; write a range instead', "git holdfast lock 'src/[a-z]*.ts'"],
  'bad-range': ['has a bracket that matches no character', "git holdfast lock 'src/[a-z]*.ts'"],
  'excludes-only': ['only excludes paths; an exclusion needs a path or glob beside it', WITHOUT_PART],
  'slash-in-group': ['has a group with a "/" in it; use braces instead', "git holdfast lock '{src/a,lib}/*.ts'"],
  'too-complex': ['has too many nested groups', "git holdfast lock 'src/**'"],
}
