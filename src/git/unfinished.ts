import { join } from 'node:path'
import { shellWord } from '../core/quote.js'
import { isReachable } from '../disk/look.js'
import { readHint } from '../disk/read-bounded.js'

/** The git operation that a refusing hook leaves unfinished. */
export interface Unfinished {
  readonly what: 'merge' | 'cherry-pick' | 'revert' | 'rebase' | 'am' | 'move'
  /** The command that restores the work tree, the index and the branch to their state before. */
  readonly leave: string
}

/** The hook that refuses, with the arguments that git gave it. */
export interface RefusingHook {
  readonly name: string
  /** For `reference-transaction`, `args[1]` is the branch that was about to move. */
  readonly args: readonly string[]
}

/** Null if the refusal leaves nothing unfinished. */
export function findUnfinished(gitDir: string, { name, args }: RefusingHook): Unfinished | null {
  const has = (file: string): boolean => isReachable(join(gitDir, file))
  if (name === 'reference-transaction' && isEndOfRebase(has))
    return { what: 'rebase', leave: `git rebase --quit && git switch ${shellWord(args[1] ?? '-')}` }
  const noted = NOTED.find(([file]) => has(file))
  if (noted !== undefined) return { what: noted[1], leave: `git ${noted[1]} --abort` }
  // git writes MERGE_HEAD after the first hook of a merge, also when that hook refuses.
  if (name === 'pre-merge-commit') return { what: 'merge', leave: 'git merge --abort' }
  // A refused commit stays staged; a fast-forward or a reset has already moved the files. git does not say which it is.
  if (name === 'reference-transaction') return { what: 'move', leave: 'git reset --merge' }
  // When an editor opens, git says that the message of a revert comes from a merge.
  if (name === 'prepare-commit-msg' && /^me(?:ssage|rge)$/.test(args[1] ?? '') && isRevert(gitDir)) {
    // git records a revert of one commit only if that commit conflicts; otherwise `--abort` finds nothing.
    return { what: 'revert', leave: has('sequencer') ? 'git revert --abort' : 'git reset --merge' }
  }
  return null
}

/** At its end, `rebase --apply` no longer knows its branch and cannot abort. */
function isEndOfRebase(has: (file: string) => boolean): boolean {
  return has('rebase-apply/rebasing') && !has('rebase-apply/head-name')
}

/** A rebase cherry-picks too, so its own state comes before that of the pick. */
const NOTED = [
  ['rebase-apply/applying', 'am'],
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['MERGE_HEAD', 'merge'],
] as const

/** This is room for the message and for all that git writes below it about conflicts. */
const MAX_MESSAGE_BYTES = 1024 * 1024

/** A commit that the user types has MERGE_MSG without one of the heads above only after `cherry-pick -n`. */
function isRevert(gitDir: string): boolean {
  const message = readHint(join(gitDir, 'MERGE_MSG'), MAX_MESSAGE_BYTES)
  return message?.toString('latin1').startsWith('Revert "') === true
}
