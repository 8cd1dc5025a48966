import type { AgentProgram } from './names.js'
import type { JsonEntries } from '../core/edit/json-entries.js'
import type { TomlBlock } from '../core/edit/toml-block.js'

/** What an agent program needs to know of us, and where it looks for it. Pure data: `init`, documents and packages are made of it. */
export interface ProgramSettings {
  readonly program: AgentProgram
  /** As people call it. */
  readonly title: string
  /** Paths in a repository that say that the program is used there. */
  readonly signs: readonly string[]
  readonly files: readonly ProgramFile[]
  /** What says which session it is, to commands and to hooks. */
  readonly identity: string
  /** What a person does once, so that the program runs what the files say. */
  readonly trust: string
  /** Where the shapes come from, with version or date. */
  readonly source: string
  /** What nobody could run or read here. */
  readonly unknown: string
}

/** A file of the repository, relative to its top. */
export type ProgramFile = {
  readonly path: string
  /** What stands there in place of `path`, if it exists: the first counts. */
  readonly instead?: readonly string[]
  readonly purpose: 'hooks' | 'mcp'
} & ProgramContent

type ProgramContent =
  | ({ readonly kind: 'json' } & JsonEntries)
  | ({ readonly kind: 'toml' } & TomlBlock)
  /** A file that is ours as a whole, known by a sign in its first lines. */
  | { readonly kind: 'own'; readonly text: string; readonly sign: string; readonly mode: number }
