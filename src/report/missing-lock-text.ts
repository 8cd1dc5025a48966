import type { Change } from '../core/change.js'
import { printable, shellWord } from '../core/quote.js'
import { countOf } from './count.js'

const MAX_SHOWN = 10

/** What the policy `requireLock` refuses, and the command that takes the locks. */
export function renderMissingLocks(missing: readonly Change[], globs: readonly string[]): string {
  const paths = [...new Set(missing.map((change) => change.path))]
  const shown = paths.slice(0, MAX_SHOWN)
  const left = paths.length - shown.length
  // A command for thousands of files is one for what the policy names.
  const wanted = left > 0 ? globs.filter((glob) => !glob.startsWith('!')) : paths
  return [
    `holdfast: commit refused: while others are at work, ${countOf(paths.length, 'path')} of yours must be locked first (requireLock)`,
    '',
    ...shown.map((path) => `  ${printable(path, 1_000)}`),
    ...(left > 0 ? [`  and ${countOf(left, 'more path')}`] : []),
    '',
    'Try:',
    `  git holdfast lock ${wanted.map((path) => shellWord(path)).join(' ')}`,
  ].join('\n')
}
