import { join } from 'node:path'
import { shellWord } from '../core/quote.js'
import { isReachable } from '../disk/look.js'
import { readHint } from '../disk/read-bounded.js'

/** What git is in the middle of once a hook has refused. */
export interface Unfinished {
  readonly what: 'merge' | 'cherry-pick' | 'revert' | 'rebase' | 'am' | 'move'
  /** What can be typed, and gives the work tree, the index and the branch back as they were before. */
  readonly leave: string
}

/** The hook that refuses, with the arguments that git gave it. */
export interface RefusingHook {
  readonly name: string
  /** Of `reference-transaction` also the branch that was about to move. */
  readonly args: readonly string[]
}

/** Null where the refusal leaves nothing behind. */
export function findUnfinished(gitDir: string, { name, args }: RefusingHook): Unfinished | null {
  const has = (file: string): boolean => isReachable(join(gitDir, file))
  if (name === 'reference-transaction' && isEndOfRebase(has))
    return { what: 'rebase', leave: `git rebase --quit && git switch ${shellWord(args[1] ?? '-')}` }
  const noted = NOTED.find(([file]) => has(file))
  if (noted !== undefined) return { what: noted[1], leave: `git ${noted[1]} --abort` }
  // MERGE_HEAD comes after the first hook of a merge, and also where that one refuses.
  if (name === 'pre-merge-commit') return { what: 'merge', leave: 'git merge --abort' }
  // A commit leaves what is staged; a fast-forward and a reset have moved the files already. git does not say which it is.
  if (name === 'reference-transaction') return { what: 'move', leave: 'git reset --merge' }
  // In the editor the message counts as that of a merge.
  if (name === 'prepare-commit-msg' && /^me(?:ssage|rge)$/.test(args[1] ?? '') && isRevert(gitDir)) {
    // git notes a revert of one commit only where that one conflicts, and then finds nothing to abort.
    return { what: 'revert', leave: has('sequencer') ? 'git revert --abort' : 'git reset --merge' }
  }
  return null
}

/** At its end, `rebase --apply` knows its branch no more, and cannot abort. */
function isEndOfRebase(has: (file: string) => boolean): boolean {
  return has('rebase-apply/rebasing') && !has('rebase-apply/head-name')
}

/** A rebase picks too: its own state stands above that of the pick. */
const NOTED = [
  ['rebase-apply/applying', 'am'],
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['MERGE_HEAD', 'merge'],
] as const

/** With all that git says below it of conflicts. */
const MAX_MESSAGE_BYTES = 1024 * 1024

/** No commit that somebody types has this file without one of the heads above, but `cherry-pick -n`. */
function isRevert(gitDir: string): boolean {
  const message = readHint(join(gitDir, 'MERGE_MSG'), MAX_MESSAGE_BYTES)
  return message?.toString('latin1').startsWith('Revert "') === true
}
