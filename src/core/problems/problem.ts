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

/** Every expected failure, by name. A failure that is not in this list is a defect. */
export type Problem =
  AgentProblem | ConfigProblem | GitProblem | LockProblem | MailProblem | PatternProblem | StoreProblem | UsageProblem

export class ProblemError extends Error {
  /** Compares the name and not the class: the built hook has two copies of this class, and programs mix versions. */
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

/** @throws ProblemError for a refused text */
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

/** Faults of git itself, or of the remote that it talks to. */
const GIT_FAULTS: readonly string[] = ['git-stopped', 'output-unreadable', 'remote-unreachable', 'remote-newer']

/** Gives the exit code of the command: 1 for an expected refusal, 2 for usage or configuration, 3 for a fault. */
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
