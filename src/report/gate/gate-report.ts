import type { Conflict } from '../../core/locks/conflict.js'
import type { ConflictGroup } from '../../core/locks/conflict-groups.js'
import type { EpochMs } from '../../core/time.js'

export const GATE_FORMATS = ['text', 'json', 'github', 'sarif', 'gitlab', 'junit', 'rdjson'] as const
export type GateFormat = (typeof GATE_FORMATS)[number]

/** Everything that a report of the gate shows. A stranger may have written any text in it. */
export interface GateReport {
  readonly verdict: 'clear' | 'refused'
  readonly conflicts: readonly Conflict[]
  readonly findings: readonly ConflictGroup[]
  /** Every path that the range changes, each once. */
  readonly paths: readonly string[]
  /** `pull request 12`, `push to refs/heads/x`, `origin/main..HEAD` */
  readonly what: string
  /** Object ids; null where the range has no such end. */
  readonly base: string | null
  readonly head: string | null
  /** The number of active locks that the changes were compared with. */
  readonly lockCount: number
  /** The number of stores that have published their locks on the remote. */
  readonly storeCount: number
  /** The number of agents that got an ALERT. */
  readonly alertedCount: number
  readonly now: EpochMs
}

/** A service takes no more from one report: GitHub reads 5,000 results. */
export const MAX_RESULTS = 5_000
export const RULE_ID = 'holdfast/locked-path'
