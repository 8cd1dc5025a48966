import { parse } from 'smol-toml'
import type { AgentProgram } from './names.js'

/** Whether a program runs the hooks of the repository, as far as files tell. */
export interface ProgramTrust {
  readonly kind: 'trusted' | 'untrusted' | 'unknown'
  /** A clause such as `the project is trusted`. */
  readonly text: string
}

export interface TrustSources {
  /** The top of the work tree, as a real path. */
  readonly top: string
  /** Reads a file below the home folder; null for one that is missing or too large. */
  readonly readHome: (path: string) => string | null
}

/**
 * Codex and Gemini keep trust in their own configuration. Claude Code, Copilot and the editors keep it beside
 * sessions and accounts: Holdfast does not open those files.
 */
export function judgeTrust(program: AgentProgram, sources: TrustSources): ProgramTrust {
  if (program === 'codex') return judgeCodex(sources)
  if (program === 'gemini') return judgeGemini(sources)
  return { kind: 'unknown', text: 'whether it is trusted here cannot be seen from files' }
}

/** The events that must be approved one by one, in the spelling of Codex's trust keys. */
const CODEX_EVENTS = ['session_start', 'user_prompt_submit', 'pre_tool_use', 'stop', 'session_end']

/** `[hooks.state."<file>:<event>:<group>:<handler>"] trusted_hash`, beside `[projects."<folder>"] trust_level`. */
function judgeCodex({ top, readHome }: TrustSources): ProgramTrust {
  const config = parseToml(readHome('.codex/config.toml'))
  if (config === null) return { kind: 'unknown', text: 'Codex has no configuration that can be read here' }
  if (at(config, 'projects', top, 'trust_level') !== 'trusted')
    return { kind: 'untrusted', text: 'the project is not trusted, so that Codex reads none of its hooks' }
  const state = at(config, 'hooks', 'state')
  const keys = typeof state === 'object' && state !== null ? Object.entries(state) : []
  const isApproved = (event: string): boolean =>
    keys.some(
      ([key, value]) =>
        key.replaceAll('\\', '/').startsWith(`${top}/.codex/hooks.json:${event}:`.replaceAll('\\', '/')) &&
        typeof at(value, 'trusted_hash') === 'string' &&
        at(value, 'enabled') !== false,
    )
  const open = CODEX_EVENTS.filter((event) => !isApproved(event))
  if (open.length > 0) return { kind: 'untrusted', text: `nobody has approved its hooks for ${open.join(', ')}` }
  return { kind: 'trusted', text: 'its hooks were approved once; whether as they are now, only /hooks says' }
}

/** The file maps a folder to `TRUST_FOLDER`, `TRUST_PARENT` or `DO_NOT_TRUST`. The longest matching folder counts. */
function judgeGemini({ top, readHome }: TrustSources): ProgramTrust {
  const rules = Object.entries(parseJson(readHome('.gemini/trustedFolders.json')) ?? {})
    .filter(([, level]) => typeof level === 'string')
    .map(([path, level]) => ({ path: level === 'TRUST_PARENT' ? path.replace(/[\\/][^\\/]*$/, '') : path, level }))
    .filter(({ path }) => top === path || top.startsWith(`${path}/`) || top.startsWith(`${path}\\`))
    .sort((a, b) => b.path.length - a.path.length)
  const [rule] = rules
  if (rule === undefined) return { kind: 'unknown', text: 'whether the folder is trusted is not written down here' }
  return rule.level === 'DO_NOT_TRUST'
    ? { kind: 'untrusted', text: 'the folder is not trusted, so that Gemini runs none of its hooks' }
    : { kind: 'trusted', text: 'the folder is trusted' }
}

function parseToml(text: string | null): unknown {
  try {
    return text === null ? null : parse(text)
  } catch {
    return null
  }
}

function parseJson(text: string | null): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

function at(value: unknown, ...way: readonly string[]): unknown {
  return way.reduce<unknown>(
    (place, key) => (typeof place === 'object' && place !== null ? Reflect.get(place, key) : undefined),
    value,
  )
}
