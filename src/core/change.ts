import type { AgentName } from './agent-name.js'

export type ChangeKind = 'added' | 'modified' | 'deleted' | 'type' | 'mode' | 'unmerged'

/** A path that a commit touches. A rename is two changes: its old side deleted, its new side added. */
export interface Change {
  /** Repository-relative with `/`. Where the name is not UTF-8: readable, with U+FFFD. */
  readonly path: string
  /** Only where the name is not UTF-8: its bytes, one character of U+0000 to U+00FF each. */
  readonly bytes?: string
  readonly kind: ChangeKind
  readonly isSubmodule: boolean
  /** The commit that makes the change; absent for what is staged. */
  readonly commit?: CommitAuthorship
}

/** Who made a commit, as far as the commit itself says. */
export interface CommitAuthorship {
  readonly id: string
  /** The `Holdfast-Agent` trailers, in order. */
  readonly agents: readonly AgentName[]
  readonly authorEmail: string
  /**
   * Only of a merge: the commits that it joins. Its changes are then all that differ from any of them, before it is known
   * which of these whoever merges has made.
   */
  readonly merges?: readonly [string, string, ...string[]]
}
