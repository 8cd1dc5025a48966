/**
 * Some programs write their hooks anew at any time, and copy lines from their configuration into them. There we put one
 * line that reads this file of ours. Without the file, as in a clone that nobody guards, the line does nothing.
 */
export const SOURCED = '"$(git rev-parse --git-common-dir)/holdfast/hooks/sourced.sh"'

/** We search for this part of the line only, because the quotes of the line may be escaped. */
const MARK = '/holdfast/hooks/sourced.sh'

export function readsSourced(text: string): boolean {
  return text.includes(MARK)
}
