import { printable, quote } from '../quote.js'
import { unreachable } from '../unreachable.js'
import type { ProblemText } from './problem-text.js'
import { describeHookProblem, type HookProblem } from './hook-problem.js'
import { describeRemoteProblem, type RemoteProblem } from './remote-problem.js'

export type GitProblem =
  | { readonly area: 'git'; readonly code: 'no-repository'; readonly cwd: string }
  | { readonly area: 'git'; readonly code: 'bare-repository'; readonly path: string; readonly action: string }
  | { readonly area: 'git'; readonly code: 'no-git' }
  | { readonly area: 'git'; readonly code: 'git-too-old'; readonly needed: string }
  | { readonly area: 'git'; readonly code: 'repository-untrusted'; readonly path: string }
  | { readonly area: 'git'; readonly code: 'no-revision'; readonly revision: string }
  | { readonly area: 'git'; readonly code: 'history-cut'; readonly base: string; readonly head: string }
  | {
      readonly area: 'git'
      readonly code: 'merge-unknown'
      readonly parents: readonly [string, string]
      readonly reason: string
    }
  | {
      readonly area: 'git'
      readonly code: 'git-stopped'
      readonly command: string
      readonly exitCode: number | null
      readonly stderr: string
    }
  | { readonly area: 'git'; readonly code: 'output-unreadable'; readonly command: string; readonly reason: string }
  | { readonly area: 'git'; readonly code: 'path-outside'; readonly path: string; readonly top: string }
  | HookProblem
  | RemoteProblem

export function describeGitProblem(problem: GitProblem): ProblemText {
  if (isOfHookOrRemote(problem)) return describeHookOrRemote(problem)
  if (isAnswer(problem)) return describeAnswer(problem)
  switch (problem.code) {
    case 'no-repository':
      return {
        sentence: `${quote(problem.cwd)} is not in a git repository.`,
        tryThis: ['git init', 'cd path/to/repository'],
      }
    case 'bare-repository':
      return {
        sentence: `${quote(problem.path)} is a bare repository, where nobody can ${problem.action}.`,
        tryThis: ['git holdfast init --server', `git clone ${quote(problem.path)} work`],
      }
    case 'no-git':
      return { sentence: 'There is no git on the PATH.', tryThis: ['git --version'] }
    case 'git-too-old':
      return { sentence: `This git is older than ${problem.needed}.`, tryThis: ['git --version'] }
    case 'repository-untrusted':
      return {
        sentence: `git does not trust ${quote(problem.path)}, since another account owns it.`,
        tryThis: [`git config --global --add safe.directory ${quote(problem.path)}`],
      }
    default:
      return unreachable(problem)
  }
}

function isOfHookOrRemote(problem: GitProblem): problem is HookProblem | RemoteProblem {
  return problem.code.startsWith('hook') || isRemoteProblem(problem)
}

function describeHookOrRemote(problem: HookProblem | RemoteProblem): ProblemText {
  return isRemoteProblem(problem) ? describeRemoteProblem(problem) : describeHookProblem(problem)
}

function isRemoteProblem(problem: GitProblem): problem is RemoteProblem {
  return problem.code.startsWith('remote')
}

const ANSWERS = [
  'no-revision',
  'history-cut',
  'merge-unknown',
  'path-outside',
  'git-stopped',
  'output-unreadable',
] as const
type Answer = Extract<GitProblem, { code: (typeof ANSWERS)[number] }>

function isAnswer(problem: GitProblem): problem is Answer {
  return ANSWERS.some((code) => code === problem.code)
}

/** Describes the problems in which git ran and gave an answer. */
function describeAnswer(problem: Answer): ProblemText {
  switch (problem.code) {
    case 'no-revision':
      return {
        sentence: `${quote(problem.revision)} names no commit of this repository.`,
        tryThis: ['git log --oneline -5'],
      }
    case 'history-cut':
      return {
        sentence: `This shallow clone does not reach back to the common ancestor of ${quote(problem.base)} and ${quote(problem.head)}.`,
        tryThis: ['git fetch --unshallow', 'git fetch --deepen=100'],
      }
    case 'merge-unknown':
      return {
        sentence: `git cannot merge ${problem.parents.map((id) => quote(id.slice(0, 12))).join(' and ')} here, so nobody knows what this merge changes: ${printable(problem.reason.trim(), 600)}`,
        tryThis: [`git merge-tree --write-tree ${problem.parents.join(' ')}`, 'git fetch --unshallow'],
      }
    case 'git-stopped':
      return {
        sentence: `git ${printable(problem.command)} ended with ${problem.exitCode ?? 'no exit code'}: ${printable(problem.stderr.trim(), 600)}`,
        tryThis: ['git holdfast doctor'],
      }
    case 'output-unreadable':
      return {
        sentence: `git ${printable(problem.command)} printed something unexpected: ${printable(problem.reason)}.`,
        tryThis: ['git --version'],
      }
    case 'path-outside':
      return {
        sentence: `${quote(problem.path)} lies outside the repository ${quote(problem.top)}`,
        tryThis: ['git holdfast status'],
      }
    default:
      return unreachable(problem)
  }
}
