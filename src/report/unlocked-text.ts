import type { Change } from '../core/change.js'
import { printable, shellWord } from '../core/quote.js'
import { countOf } from './count.js'

/** The build writes the words into hooks/nothing-near.awk as well, which says them where no Node starts. */
export const UNLOCKED_WORDS = {
  sentence: 'holdfast: others are at work, and you hold no lock on {count}: {names}',
  thing: 'changed path',
  more: ' and {count} more',
  maxShown: 5,
} as const

/** One line on files that a sweep such as `git add -A` took along. Empty where there is nothing to say. */
export function renderUnlocked(unlocked: readonly Change[]): string {
  if (unlocked.length === 0) return ''
  const { sentence, thing, more, maxShown } = UNLOCKED_WORDS
  const names = unlocked.slice(0, maxShown).map((change) => printable(change.path))
  const left = unlocked.length - names.length
  const rest = left > 0 ? more.replace('{count}', String(left)) : ''
  const [before = '', after = ''] = sentence.replace('{count}', countOf(unlocked.length, thing)).split('{names}')
  return `${before}${names.join(', ')}${rest}${after}`
}

const MAX_MISSING = 10

/** What the policy `requireLock` refuses, and the command that takes the locks. */
export function renderMissingLocks(missing: readonly Change[], globs: readonly string[]): string {
  const paths = [...new Set(missing.map((change) => change.path))]
  const shown = paths.slice(0, MAX_MISSING)
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
