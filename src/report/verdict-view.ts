import type { Verdict } from '../core/locks/verdict.js'
import { toLockView, type LockView } from './lock-view.js'

/**
 * A verdict in `--json`. `unlocked`: changed paths that the asking agent did not lock, while other agents hold locks.
 */
export interface VerdictView {
  readonly verdict: 'clear' | 'refused'
  readonly conflicts: readonly ConflictView[]
  readonly unlocked: readonly string[]
}

export interface ConflictView {
  readonly path: string
  readonly lock: LockView
  /** The commit that makes the change; absent for a staged change and for a path that was only asked about. */
  readonly commit?: string
}

export function toVerdictView(verdict: Verdict): VerdictView {
  const conflicts = verdict.verdict === 'refused' ? verdict.conflicts : []
  return {
    verdict: verdict.verdict,
    conflicts: conflicts.map(({ change, lock }) => ({
      path: change.path,
      lock: toLockView(lock),
      ...(change.commit === undefined ? {} : { commit: change.commit.id }),
    })),
    unlocked: verdict.unlocked.map((change) => change.path),
  }
}
