import { printable, quote } from '../quote.js'
import { unreachable } from '../unreachable.js'
import type { ProblemText } from './problem-text.js'

/** `reason` completes a sentence that begins with the path: `is not a regular file`. */
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
      /** What a person has to add there. */
      readonly line: string
    }
  | { readonly area: 'git'; readonly code: 'hook-changed'; readonly path: string }
  | { readonly area: 'git'; readonly code: 'hook-not-written'; readonly path: string; readonly errno: string }

export function describeHookProblem(problem: HookProblem): ProblemText {
  switch (problem.code) {
    case 'hooks-owned-otherwise':
      return {
        sentence: `The hooks of this repository are run by ${problem.owner}, so that hooks for ${problem.wanted} would never run.`,
        tryThis: ['git holdfast init --hooks auto'],
      }
    case 'hooks-folder-shared':
      return {
        sentence: `The hooks of this repository lie outside of it, in ${quote(problem.folder)} (core.hooksPath, ${printable(problem.scope)}); other repositories run them too.`,
        tryThis: [
          'git config --local core.hooksPath "$(git rev-parse --git-common-dir)/hooks"',
          'git config --show-scope --get-all core.hooksPath',
        ],
      }
    case 'hooks-need-bare':
      return {
        sentence: `${quote(problem.path)} has a work tree, and pushes are checked where nobody works: in a bare repository.`,
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
        sentence: `The system answers ${problem.errno} to writing ${quote(problem.path)}`,
        tryThis: [`ls -l ${quote(problem.path)}`],
      }
    default:
      return unreachable(problem)
  }
}
