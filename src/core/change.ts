import type { AgentName } from './agent-name.js'

export type ChangeKind = 'added' | 'modified' | 'deleted' | 'type' | 'mode' | 'unmerged'

/** A path that a commit touches. A rename is two changes: its old side deleted, its new side added. */
export interface Change {
  /** Relative to the top of the repository, with `/`. Bytes that are not UTF-8 are shown as U+FFFD. */
  readonly path: string
  /** The bytes of a name that is not UTF-8, one character of U+0000 to U+00FF each; absent for every other name. */
  readonly bytes?: string
  readonly kind: ChangeKind
  readonly isSubmodule: boolean
  /** The commit that makes the change; absent for a staged change. */
  readonly commit?: CommitAuthorship
}

/** Who made a commit, as far as the commit itself says. */
export interface CommitAuthorship {
  readonly id: string
  /** The `Holdfast-Agent` trailers, in order. */
  readonly agents: readonly AgentName[]
  readonly authorEmail: string
  /**
   * The parents of a merge; absent for other commits. The changes of a merge are first all that differ from any parent:
   * only later is it decided which of them the merging agent made.
   */
  readonly merges?: readonly [string, string, ...string[]]
}
