import { placeOfHook } from '../../git/place-by-files.js'
import type { Place } from '../../git/place.js'
import { parseSettingLines, type GitSettings } from '../../git/git-settings.js'
import type { Environment } from '../../core/settings/environment.js'

/** The answers that hooks/guard.sh already has from git, so that git is not asked again. */
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
 * Reads what guard.sh pipes to `pre-commit`: the raw difference of the index from HEAD, and after its last NUL the exit
 * code of git. Null when git had no answer, such as before the first commit.
 */
export function readStagedByHook(input: Uint8Array): Uint8Array | null {
  const end = input.lastIndexOf(0) + 1
  const ended = Buffer.from(input.subarray(end)).toString('latin1').trim()
  return ended === '0' ? input.subarray(0, end) : null
}
