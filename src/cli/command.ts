import type { Environment } from '../core/settings/environment.js'
import type { Arguments } from './arguments.js'
import type { Terminal } from './terminal.js'

/** 0 yes · 1 no · 2 wrong usage or configuration · 3 a fault · 130 interrupted; `run` has its command's exit code. */
export type ExitCode = number

export interface OptionSpec {
  /** The flags in the syntax of commander: `-m, --message <why>`. */
  readonly flags: string
  /** What the option does, and what happens when it is left out. */
  readonly description: string
  readonly isRepeatable?: boolean
}

export interface ArgumentSpec {
  /** `<path>`, `[path...]`. */
  readonly name: string
  readonly description: string
}

/** A command as data. The parser, the help, the manual page, the completion and the reference are made from it. */
export interface CommandSpec {
  readonly name: string
  readonly summary: string
  readonly details?: string
  readonly arguments: readonly ArgumentSpec[]
  readonly options: readonly OptionSpec[]
  readonly examples: readonly (readonly [command: string, effect: string])[]
  /** The TypeScript type of the object that `--json` prints; null for a command that prints no JSON. */
  readonly json: string | null
  readonly run: (call: CommandCall) => Promise<ExitCode>
}

export interface CommandCall {
  readonly arguments: Arguments
  readonly terminal: Terminal
  readonly cwd: string
  readonly environment: Environment
  /** Aborts when the user interrupts the command. */
  readonly signal: AbortSignal
  /** Loads and starts the MCP server. Resolves when the server has ended. */
  readonly serveMcp: (options: McpCall) => Promise<void>
}

export interface McpCall {
  readonly cwd: string
  readonly environment: Environment
  readonly agent: string | undefined
  readonly signal: AbortSignal
}
