import type { Conflict } from '../../core/locks/conflict.js'
import type { ConflictGroup } from '../../core/locks/conflict-groups.js'
import type { EpochMs } from '../../core/time.js'

export const GATE_FORMATS = ['text', 'json', 'github', 'sarif', 'gitlab', 'junit', 'rdjson'] as const
export type GateFormat = (typeof GATE_FORMATS)[number]

/** All that a report of the gate says. Every text in it may have been written by a stranger. */
export interface GateReport {
  readonly verdict: 'clear' | 'refused'
  readonly conflicts: readonly Conflict[]
  readonly findings: readonly ConflictGroup[]
  /** Every path that the range changes, once. */
  readonly paths: readonly string[]
  /** `pull request 12`, `push to refs/heads/x`, `origin/main..HEAD` */
  readonly what: string
  /** Object ids; null where the range has no such end. */
  readonly base: string | null
  readonly head: string | null
  /** Active locks that were compared with. */
  readonly lockCount: number
  /** Stores that have published on the remote. */
  readonly storeCount: number
  /** How many agents were told by an ALERT. */
  readonly alertedCount: number
  readonly now: EpochMs
}

/** What is too much for the services that read a report: GitHub takes 5,000 results. */
export const MAX_RESULTS = 5_000
export const RULE_ID = 'holdfast/locked-path'
