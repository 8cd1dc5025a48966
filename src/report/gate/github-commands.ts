import { printable } from '../../core/quote.js'
import { countOf } from '../count.js'
import { commandMessage, commandProperty } from './escape.js'
import { describeFinding } from './finding-text.js'
import { renderGateText } from './gate-text.js'
import type { GateReport } from './gate-report.js'

/** GitHub shows no more annotations of one step. */
const MAX_ANNOTATIONS = 10

/** Writes the report as text that GitHub does not obey, and then an annotation on each path. */
export function renderGithub(report: GateReport, token: string): string {
  const text = [`::stop-commands::${token}`, renderGateText(report), `::${token}::`]
  const shown = report.findings.slice(0, MAX_ANNOTATIONS).map((finding) => {
    const title = commandProperty(`Locked by ${printable(finding.lock.owner.agent)}`)
    const file = commandProperty(printable(finding.path, 1_000))
    return `::error file=${file},line=1,title=${title}::${commandMessage(describeFinding(finding, report.now))}`
  })
  const left = report.findings.length - shown.length
  const rest = `::warning title=Holdfast::${commandMessage(`${countOf(left, 'more locked path')}: see the job summary`)}`
  return [...text, ...shown, ...(left > 0 ? [rest] : [])].join('\n')
}
