import type { AgentProgram } from './names.js'
import type { JsonEntries } from '../core/edit/json-entries.js'
import type { TomlBlock } from '../core/edit/toml-block.js'

/**
 * The settings of Holdfast in one agent program, and the files they stand in. `init`, documents and packages use this
 * data.
 */
export interface ProgramSettings {
  readonly program: AgentProgram
  /** The name that people use. */
  readonly title: string
  /** Paths that show that a repository is used with the program. */
  readonly signs: readonly string[]
  readonly files: readonly ProgramFile[]
  /** How commands and hooks learn the session. */
  readonly identity: string
  /** What a person does once, so that the program runs the hooks in the files. */
  readonly trust: string
  /** The source of the shapes, with version or date. */
  readonly source: string
  /** What could not be tried or read when this was written. */
  readonly unknown: string
}

/** A file of the repository, relative to its top. */
export type ProgramFile = {
  readonly path: string
  /** Files that are used in place of `path` if they exist: the first one counts. */
  readonly instead?: readonly string[]
  readonly purpose: 'hooks' | 'mcp'
} & ProgramContent

type ProgramContent =
  | ({ readonly kind: 'json' } & JsonEntries)
  | ({ readonly kind: 'toml' } & TomlBlock)
  /** A file that belongs to Holdfast as a whole: a sign in its first lines says so. */
  | { readonly kind: 'own'; readonly text: string; readonly sign: string; readonly mode: number }
