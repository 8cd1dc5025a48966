import type { Change } from '../core/change.js'
import { printable } from '../core/quote.js'
import { countOf } from './count.js'

const MAX_SHOWN = 5

/** One line on files that a sweep such as `git add -A` took along. Empty where there is nothing to say. */
export function renderUnlocked(unlocked: readonly Change[]): string {
  if (unlocked.length === 0) return ''
  const names = unlocked.slice(0, MAX_SHOWN).map((change) => printable(change.path))
  const left = unlocked.length - names.length
  const rest = left > 0 ? ` and ${left} more` : ''
  return `holdfast: others are at work, and you hold no lock on ${countOf(unlocked.length, 'changed path')}: ${names.join(', ')}${rest}`
}
