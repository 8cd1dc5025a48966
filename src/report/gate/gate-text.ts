import { printable } from '../../core/quote.js'
import { toUtcSeconds } from '../../core/time.js'
import { countOf } from '../count.js'
import { renderRefusal } from '../refusal-text.js'
import { neutralLines } from './escape.js'
import type { GateReport } from './gate-report.js'

/** Writes the report for people, for a CI log in which no line of it is a command to the runner. */
export function renderGateText(report: GateReport): string {
  const { verdict, conflicts, now, alertedCount } = report
  const looked = `holdfast: ${describeScope(report)}`
  if (verdict === 'clear') return neutralLines(`${looked}\nclear: no lock of another agent is on them`)
  // The log may be read in any time zone, so times are in UTC.
  const context = { action: 'gate', now, clockTime: toUtcSeconds, alertedCount }
  return neutralLines(`${looked}\n${renderRefusal(conflicts, context)}`)
}

/** Says which changes were compared with which locks. */
export function describeScope({ what, paths, lockCount, storeCount, base, head }: GateReport): string {
  const range = head === null ? '' : ` (${base === null ? '' : `${base.slice(0, 10)}..`}${head.slice(0, 10)})`
  const locks = `${countOf(lockCount, 'active lock')}, ${countOf(storeCount, 'published store')}`
  return `${printable(what, 300)}${range}: ${countOf(paths.length, 'changed path')}, ${locks}`
}
