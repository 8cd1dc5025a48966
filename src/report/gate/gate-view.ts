import { toVerdictView, type ConflictView } from '../verdict-view.js'
import type { GateReport } from './gate-report.js'

/** The report of the gate in `--json`. */
export interface GateView {
  readonly verdict: 'clear' | 'refused'
  readonly what: string
  readonly base: string | null
  readonly head: string | null
  readonly paths: number
  readonly locks: number
  readonly stores: number
  readonly alerted: number
  readonly conflicts: readonly ConflictView[]
}

export function toGateView(report: GateReport): GateView {
  const { verdict, what, base, head, paths, lockCount, storeCount, alertedCount, conflicts } = report
  const [first, ...rest] = conflicts
  const view =
    first === undefined
      ? []
      : toVerdictView({ verdict: 'refused', conflicts: [first, ...rest], unlocked: [] }).conflicts
  const counts = { paths: paths.length, locks: lockCount, stores: storeCount, alerted: alertedCount }
  return { verdict, what, base, head, ...counts, conflicts: view }
}
