import { printable } from '../../core/quote.js'
import { jsonText } from './escape.js'
import { describeFinding } from './finding-text.js'
import { MAX_RESULTS, RULE_ID, type GateReport } from './gate-report.js'

/** Writes the format that reviewdog reads with `-f=rdjson`. */
export function renderRdjson({ findings, now }: GateReport): string {
  const diagnostics = findings.slice(0, MAX_RESULTS).map((finding) => ({
    message: describeFinding(finding, now),
    location: { path: printable(finding.path, 4_096), range: { start: { line: 1 } } },
    severity: 'ERROR',
    code: { value: RULE_ID },
  }))
  return jsonText({ source: { name: 'holdfast' }, severity: 'ERROR', diagnostics })
}
