import { printable, quote, shellWord } from '../quote.js'
import { unreachable } from '../unreachable.js'
import type { ProblemText } from './problem-text.js'

export type StoreProblem =
  /** A file of the store has the wrong content. */
  | { readonly area: 'store'; readonly code: 'state-unreadable'; readonly path: string; readonly reason: string }
  /** A newer version of this program wrote the file. */
  | { readonly area: 'store'; readonly code: 'state-newer'; readonly path: string; readonly version: string }
  /** The operating system refuses. Nothing was written. */
  | {
      readonly area: 'store'
      readonly code: 'disk-refuses'
      readonly action: string
      readonly path: string
      readonly errno: string
    }
  /** A path inside the store is a symbolic link or leads out of it. */
  | { readonly area: 'store'; readonly code: 'path-planted'; readonly path: string }
  /** The write may or may not have happened, and reading the store did not tell which. */
  | { readonly area: 'store'; readonly code: 'outcome-unknown'; readonly action: string; readonly reason: string }
  /** Other writers were faster at every attempt. */
  | { readonly area: 'store'; readonly code: 'contended'; readonly attempts: number }

export function describeStoreProblem(problem: StoreProblem): ProblemText {
  switch (problem.code) {
    case 'state-unreadable':
      return {
        sentence: `The store's file ${quote(problem.path)} cannot be read: ${printable(problem.reason)}. Until it is repaired, no path counts as free.`,
        tryThis: [repairOf(problem.path)],
      }
    case 'state-newer':
      return {
        sentence: `The store's file ${quote(problem.path)} has schema version ${quote(problem.version)}, which is newer than this program knows.`,
        tryThis: ['npm install -g git-holdfast@latest'],
      }
    case 'disk-refuses':
      return {
        sentence: `The store cannot ${problem.action} ${quote(problem.path)}: ${problem.errno}. Nothing was changed.`,
        tryThis: [repairForErrno(problem.errno), 'git holdfast doctor'],
      }
    case 'path-planted':
      return {
        sentence: `${quote(problem.path)} is a symbolic link where the store keeps its own files; it is not followed.`,
        tryThis: ['git holdfast doctor'],
      }
    case 'outcome-unknown':
    case 'contended':
      return describeUnsettled(problem)
    default:
      return unreachable(problem)
  }
}

/** On a server, the published locks of a clone are a ref: `doctor` repairs files only. */
function repairOf(path: string): string {
  return path.startsWith('refs/holdfast/locks/') ? `git update-ref -d ${shellWord(path)}` : 'git holdfast doctor --fix'
}

type Unsettled = Extract<StoreProblem, { readonly code: 'outcome-unknown' | 'contended' }>

function describeUnsettled(problem: Unsettled): ProblemText {
  if (problem.code === 'contended') {
    const sentence = `Other processes wrote to the store first, ${problem.attempts} times in a row. Nothing was changed.`
    return { sentence, tryThis: ['git holdfast locks'] }
  }
  const sentence = `It is not known whether the store could ${problem.action}: ${printable(problem.reason)}`
  return { sentence, tryThis: ['git holdfast locks --mine'] }
}

function repairForErrno(errno: string): string {
  switch (errno) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'df -h .'
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'ls -ld "$(git rev-parse --git-common-dir)/holdfast"'
    default:
      return 'git holdfast status'
  }
}
