import type { ConflictGroup } from '../../core/locks/conflict-groups.js'
import type { EpochMs } from '../../core/time.js'
import { jsonText, toUri } from './escape.js'
import { describeFinding, fingerprintOf } from './finding-text.js'
import { MAX_RESULTS, RULE_ID, type GateReport } from './gate-report.js'

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

/** Writes SARIF 2.1.0, as code scanning reads it. */
export function renderSarif({ findings, now }: GateReport): string {
  const rule = {
    id: RULE_ID,
    name: 'LockedPath',
    shortDescription: { text: 'A path that another agent has locked is changed.' },
    fullDescription: { text: 'An active lock of another agent covers this path. Wait for it, or ask its holder.' },
    defaultConfiguration: { level: 'error' },
  }
  const run = {
    tool: { driver: { name: 'Holdfast', rules: [rule] } },
    results: findings.slice(0, MAX_RESULTS).map((finding) => toResult(finding, now)),
    ...(findings.length > MAX_RESULTS ? { properties: { omittedResults: findings.length - MAX_RESULTS } } : {}),
  }
  return jsonText({ $schema: SCHEMA, version: '2.1.0', runs: [run] })
}

function toResult(finding: ConflictGroup, now: EpochMs): object {
  const artifactLocation = { uri: toUri(finding.path, finding.bytes), uriBaseId: '%SRCROOT%' }
  return {
    ruleId: RULE_ID,
    ruleIndex: 0,
    level: 'error',
    message: { text: escapeLinks(describeFinding(finding, now)) },
    locations: [{ physicalLocation: { artifactLocation, region: { startLine: 1 } } }],
    partialFingerprints: { 'holdfastLock/v1': fingerprintOf(finding) },
  }
}

/** In a SARIF message, `[text](where)` is a link and `{0}` stands for an argument. */
function escapeLinks(text: string): string {
  return text.replace(/[[\]\\]/g, '\\$&').replace(/\{(\d+)\}/g, '{{$1}}')
}
