import { describeAgentProblem, type AgentProblem } from './agent-problem.js'
import { describeConfigProblem, type ConfigProblem } from './config-problem.js'
import { describeGitProblem, type GitProblem } from './git-problem.js'
import { describeLockProblem, type LockProblem } from './lock-problem.js'
import { describeMailProblem, type MailProblem } from './mail-problem.js'
import { describePatternProblem, type PatternProblem } from './pattern-problem.js'
import type { Parsed } from './parsed.js'
import type { ProblemText } from './problem-text.js'
import { describeStoreProblem, type StoreProblem } from './store-problem.js'
import { describeUsageProblem, type UsageProblem } from './usage-problem.js'
import { unreachable } from '../unreachable.js'

/** Every expected way in which something does not work, by name. A fault that is not in here is a defect. */
export type Problem =
  AgentProblem | ConfigProblem | GitProblem | LockProblem | MailProblem | PatternProblem | StoreProblem | UsageProblem

export class ProblemError extends Error {
  /** By what it is, not by which copy of this class made it: the hook is built of two files, and programs mix versions. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'ProblemError' && 'problem' in value
  }

  readonly problem: Problem

  constructor(problem: Problem) {
    super(describeProblem(problem).sentence)
    this.name = 'ProblemError'
    this.problem = problem
  }
}

/** @throws ProblemError where the text was refused */
export function valueOf<T>(result: Parsed<T, Problem>): T {
  if (result.ok) return result.value
  throw new ProblemError(result.problem)
}

export function describeProblem(problem: Problem): ProblemText {
  switch (problem.area) {
    case 'agent':
      return describeAgentProblem(problem)
    case 'config':
      return describeConfigProblem(problem)
    case 'git':
      return describeGitProblem(problem)
    case 'lock':
      return describeLockProblem(problem)
    case 'mail':
      return describeMailProblem(problem)
    case 'pattern':
      return describePatternProblem(problem)
    case 'store':
      return describeStoreProblem(problem)
    case 'usage':
      return describeUsageProblem(problem)
    default:
      return unreachable(problem)
  }
}

/** Where git itself, or what it talks to, does not answer as it should. */
const GIT_FAULTS: readonly string[] = ['git-stopped', 'output-unreadable', 'remote-unreachable', 'remote-newer']

/** 1 an expected no, 2 usage or configuration, 3 a fault: the exit codes of the command. */
export function exitCodeOf(problem: Problem): 1 | 2 | 3 {
  switch (problem.area) {
    case 'lock':
      return 1
    case 'mail':
      return problem.code === 'done-untold' ? 3 : 1
    case 'agent':
    case 'config':
    case 'pattern':
    case 'usage':
      return 2
    case 'git':
      return GIT_FAULTS.includes(problem.code) ? 3 : problem.code === 'remote-refuses' ? 1 : 2
    case 'store':
      return 3
    default:
      return unreachable(problem)
  }
}
