import type { Environment } from '../core/settings/environment.js'
import type { Arguments } from './arguments.js'
import type { Terminal } from './terminal.js'

/** 0 yes · 1 an expected no · 2 usage or configuration · 3 a fault · 130 interrupted; `run` passes its command's on. */
export type ExitCode = number

export interface OptionSpec {
  /** As commander reads it: `-m, --message <why>`. */
  readonly flags: string
  /** What it does, and what happens when it is left out. */
  readonly description: string
  readonly isRepeatable?: boolean
}

export interface ArgumentSpec {
  /** `<path>`, `[path...]`. */
  readonly name: string
  readonly description: string
}

/** A command as data: the parser, the help, the manual page, the completion and the reference are made of it. */
export interface CommandSpec {
  readonly name: string
  readonly summary: string
  readonly details?: string
  readonly arguments: readonly ArgumentSpec[]
  readonly options: readonly OptionSpec[]
  readonly examples: readonly (readonly [command: string, effect: string])[]
  /** The object that `--json` prints, in words of TypeScript; null where there is none. */
  readonly json: string | null
  readonly run: (call: CommandCall) => Promise<ExitCode>
}

export interface CommandCall {
  readonly arguments: Arguments
  readonly terminal: Terminal
  readonly cwd: string
  readonly environment: Environment
  /** Ends when the user interrupts. */
  readonly signal: AbortSignal
  /** The MCP server, which is loaded only when it is called. Resolves when it has ended. */
  readonly serveMcp: (options: McpCall) => Promise<void>
}

export interface McpCall {
  readonly cwd: string
  readonly environment: Environment
  readonly agent: string | undefined
  readonly signal: AbortSignal
}
