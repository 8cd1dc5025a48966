import { placeOfHook } from '../../git/place-by-files.js'
import type { Place } from '../../git/place.js'
import { parseSettingLines, type GitSettings } from '../../git/git-settings.js'
import type { Environment } from '../../core/settings/environment.js'

/** What hooks/guard.sh has asked git already, so that nobody asks again. */
export interface AskedByHook {
  readonly place: Place
  readonly settings: GitSettings
}

const FIRST_LINE = 'common '

/** Reads `HOLDFAST_ASKED`: the shared git folder, then the lines of `git config --get-regexp`. Null: ask git. */
export function readAskedByHook(cwd: string, environment: Environment): AskedByHook | null {
  const [first = '', ...lines] = (environment['HOLDFAST_ASKED'] ?? '').split('\n')
  if (!first.startsWith(FIRST_LINE)) return null
  const settings = parseSettingLines(lines)
  const place = placeOfHook(cwd, environment, first.slice(FIRST_LINE.length))
  return settings === null || place === null ? null : { place, settings }
}

/**
 * Reads what guard.sh pipes to `pre-commit`: the raw difference of the index from HEAD, and behind its last NUL how
 * git ended. Null where git could not say it so, as before the first commit.
 */
export function readStagedByHook(input: Uint8Array): Uint8Array | null {
  const end = input.lastIndexOf(0) + 1
  const ended = Buffer.from(input.subarray(end)).toString('latin1').trim()
  return ended === '0' ? input.subarray(0, end) : null
}
