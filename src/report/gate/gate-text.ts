import { printable } from '../../core/quote.js'
import { toUtcSeconds } from '../../core/time.js'
import { countOf } from '../count.js'
import { renderRefusal } from '../refusal-text.js'
import { neutralLines } from './escape.js'
import type { GateReport } from './gate-report.js'

/** For people, in a log that may obey some lines: none of these. */
export function renderGateText(report: GateReport): string {
  const { verdict, conflicts, now, alertedCount } = report
  const looked = `holdfast: ${describeScope(report)}`
  if (verdict === 'clear') return neutralLines(`${looked}\nclear: no lock of another agent is on them`)
  // A server in some other place knows no time of day but UTC.
  const context = { action: 'gate', now, clockTime: toUtcSeconds, alertedCount }
  return neutralLines(`${looked}\n${renderRefusal(conflicts, context)}`)
}

/** What was compared with what. */
export function describeScope({ what, paths, lockCount, storeCount, base, head }: GateReport): string {
  const range = head === null ? '' : ` (${base === null ? '' : `${base.slice(0, 10)}..`}${head.slice(0, 10)})`
  const locks = `${countOf(lockCount, 'active lock')}, ${countOf(storeCount, 'published store')}`
  return `${printable(what, 300)}${range}: ${countOf(paths.length, 'changed path')}, ${locks}`
}
