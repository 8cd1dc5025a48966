import { explainRefusal } from './git-faults.js'
import { splitFields } from './nul-fields.js'
import { runGit } from './run-git.js'
import type { Environment } from '../core/settings/environment.js'

/** The settings that we take from git's configuration. The values are text from outside: bounded, not checked. */
export interface GitSettings {
  /** `holdfast.*` without the prefix, in lower case as git gives it: `agent`, `locksdir` … The last value wins. */
  readonly holdfast: ReadonlyMap<string, string>
  readonly userName: string | null
  readonly userEmail: string | null
  /** `core.ignorecase`. */
  readonly ignoreCase: boolean
}

/** Patterns for the names of the settings that we ask git for. The hooks ask for these and for one more. */
export const SETTING_NAMES = [String.raw`holdfast\.`, String.raw`user\.(name|email)$`, String.raw`core\.ignorecase$`]
const WANTED = `^(${SETTING_NAMES.join('|')})`
const NONE_FOUND = 1
const MAX_VALUE_LENGTH = 4_096
const MAX_BYTES = 1024 * 1024

/**
 * Reads system, global, local and worktree configuration, and `git -c`, with one process.
 *
 * @throws ProblemError `file-unreadable` if a configuration file is broken
 */
export async function readSettings(place: { readonly cwd: string }, env: Environment): Promise<GitSettings> {
  const args = ['config', '-z', '--get-regexp', WANTED]
  const call = { cwd: place.cwd, env, okCodes: [0, NONE_FOUND, 128], maxBytes: MAX_BYTES }
  const { stdout, stderr, exitCode } = await runGit(args, call)
  if (exitCode === 128) throw explainRefusal('config', exitCode, stderr, place.cwd)
  return parseSettings(stdout)
}

export function parseSettings(bytes: Uint8Array): GitSettings {
  return toSettings(splitFields(bytes, 'config').map(toEntry))
}

/** Parses `git config --get-regexp` without `-z`, which a shell can hold; null if a value contains line ends. */
export function parseSettingLines(lines: readonly string[]): GitSettings | null {
  const entries = lines.filter((line) => line !== '').map((line) => /^([a-z][^ ]*\.[^ ]+)(?: (.*))?$/.exec(line))
  if (entries.includes(null)) return null
  return toSettings(entries.map((entry) => [entry?.[1] ?? '', entry?.[2] ?? 'true']))
}

function toSettings(entries: readonly (readonly [key: string, value: string])[]): GitSettings {
  const values = new Map(entries)
  const ours = [...values].filter(([key]) => key.startsWith('holdfast.'))
  return {
    holdfast: new Map(ours.map(([key, value]) => [key.slice('holdfast.'.length), value])),
    userName: values.get('user.name') ?? null,
    userEmail: values.get('user.email') ?? null,
    ignoreCase: isTrue(values.get('core.ignorecase')),
  }
}

/** `key`, line end, value; a key alone, as in `[holdfast] strict`, means true. */
function toEntry(field: Buffer): [key: string, value: string] {
  const text = field.toString('utf8')
  const lineEnd = text.indexOf('\n')
  if (lineEnd < 0) return [text, 'true']
  return [text.slice(0, lineEnd), text.slice(lineEnd + 1, lineEnd + 1 + MAX_VALUE_LENGTH)]
}

function isTrue(value: string | undefined): boolean {
  return value !== undefined && /^(true|yes|on|[+-]?0*[1-9]\d*)$/i.test(value)
}
