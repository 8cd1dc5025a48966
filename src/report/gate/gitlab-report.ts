import { printable } from '../../core/quote.js'
import { jsonText } from './escape.js'
import { describeFinding, fingerprintOf } from './finding-text.js'
import { MAX_RESULTS, RULE_ID, type GateReport } from './gate-report.js'

/** Writes a code quality report of GitLab (`artifacts:reports:codequality`). */
export function renderGitlab({ findings, now }: GateReport): string {
  const issues = findings.slice(0, MAX_RESULTS).map((finding) => ({
    description: `${printable(finding.path, 1_000)} is ${describeFinding(finding, now)}`,
    check_name: RULE_ID,
    fingerprint: fingerprintOf(finding),
    severity: 'blocker',
    location: { path: printable(finding.path, 4_096), lines: { begin: 1 } },
  }))
  return jsonText(issues)
}
