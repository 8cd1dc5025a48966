import { printable, quote } from '../quote.js'
import { unreachable } from '../unreachable.js'
import type { ProblemText } from './problem-text.js'

/** `reason` completes a sentence that begins with the path, as in `is not a regular file`. */
export type HookProblem =
  | { readonly area: 'git'; readonly code: 'hooks-owned-otherwise'; readonly wanted: string; readonly owner: string }
  | { readonly area: 'git'; readonly code: 'hooks-folder-shared'; readonly folder: string; readonly scope: string }
  | { readonly area: 'git'; readonly code: 'hooks-need-bare'; readonly path: string }
  | { readonly area: 'git'; readonly code: 'hook-not-editable'; readonly path: string; readonly reason: string }
  | {
      readonly area: 'git'
      readonly code: 'hook-config-not-editable'
      readonly path: string
      readonly reason: string
      /** The line that a person has to add. */
      readonly line: string
    }
  | { readonly area: 'git'; readonly code: 'hook-changed'; readonly path: string }
  | { readonly area: 'git'; readonly code: 'hook-not-written'; readonly path: string; readonly errno: string }

export function describeHookProblem(problem: HookProblem): ProblemText {
  switch (problem.code) {
    case 'hooks-owned-otherwise':
      return {
        sentence: `${problem.owner} runs the hooks of this repository, so hooks for ${problem.wanted} would never run.`,
        tryThis: ['git holdfast init --hooks auto'],
      }
    case 'hooks-folder-shared':
      return {
        sentence: `git takes the hooks of this repository from outside of it, from ${quote(problem.folder)} (core.hooksPath, ${printable(problem.scope)}); other repositories run them too.`,
        tryThis: [
          'git config --local core.hooksPath "$(git rev-parse --git-common-dir)/hooks"',
          'git config --show-scope --get-all core.hooksPath',
        ],
      }
    case 'hooks-need-bare':
      return {
        sentence: `${quote(problem.path)} has a work tree; a server checks pushes in a bare repository.`,
        tryThis: ['git holdfast init'],
      }
    case 'hook-not-editable':
      return {
        sentence: `The hook ${quote(problem.path)} ${printable(problem.reason, 600)}.`,
        tryThis: [`ls -l ${quote(problem.path)}`],
      }
    case 'hook-config-not-editable':
      return {
        sentence: `${quote(problem.path)} ${printable(problem.reason, 600)}; add to it by hand:\n  ${printable(problem.line, 600)}`,
        tryThis: ['git holdfast init'],
      }
    case 'hook-changed':
      return {
        sentence: `Somebody else changed ${quote(problem.path)} at the same time.`,
        tryThis: ['git holdfast init'],
      }
    case 'hook-not-written':
      return {
        sentence: `The system refuses with ${problem.errno} to write ${quote(problem.path)}`,
        tryThis: [`ls -l ${quote(problem.path)}`],
      }
    default:
      return unreachable(problem)
  }
}
