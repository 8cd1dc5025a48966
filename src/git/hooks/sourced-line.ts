/**
 * Some programs write their hooks anew whenever they like, and take lines from their configuration into them. There goes
 * one line that reads this file of ours: without it, as in a clone that nobody guarded, the line does nothing.
 */
export const SOURCED = '"$(git rev-parse --git-common-dir)/holdfast/hooks/sourced.sh"'

/** In place of the whole line, whose quotes may be escaped. */
const MARK = '/holdfast/hooks/sourced.sh'

export function readsSourced(text: string): boolean {
  return text.includes(MARK)
}
