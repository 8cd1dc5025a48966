import type { Change } from '../core/change.js'
import { printable, shellWord } from '../core/quote.js'
import { countOf } from './count.js'

/** The build also writes these words into hooks/nothing-near.awk, which prints them where no Node starts. */
export const UNLOCKED_WORDS = {
  sentence: 'holdfast: others are at work, and you hold no lock on {count}: {names}',
  thing: 'changed path',
  more: ' and {count} more',
  maxShown: 5,
} as const

/** Writes one line on files that a sweep such as `git add -A` took along; an empty text for no files. */
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

/** Writes the refusal of the policy `requireLock`, with the command that takes the missing locks. */
export function renderMissingLocks(missing: readonly Change[], globs: readonly string[]): string {
  const paths = [...new Set(missing.map((change) => change.path))]
  const shown = paths.slice(0, MAX_MISSING)
  const left = paths.length - shown.length
  // For many paths, the command locks the globs of the policy.
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
