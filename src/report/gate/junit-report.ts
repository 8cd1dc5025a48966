import type { ConflictGroup } from '../../core/locks/conflict-groups.js'
import { toUtcSeconds } from '../../core/time.js'
import { xmlText } from './escape.js'
import { describeFinding } from './finding-text.js'
import { MAX_RESULTS, type GateReport } from './gate-report.js'

/** More clear paths than this are not listed: nobody would read them. */
const MAX_CLEAR = 1_000

/**
 * Writes a test case for each changed path, which fails if the path is locked, in Ant's dialect for Jenkins and GitLab.
 */
export function renderJunit(report: GateReport): string {
  const byPath = groupByPath(report.findings)
  const failed = [...byPath].slice(0, MAX_RESULTS).map(([path, found]) => renderFailure(path, found, report))
  const clear = report.paths.filter((path) => !byPath.has(path)).slice(0, MAX_CLEAR)
  const passed = clear.map((path) => `    <testcase ${nameOf(path)} time="0"/>`)
  const count = failed.length + passed.length
  const when = toUtcSeconds(report.now).slice(0, -1)
  const counts = `tests="${count}" failures="${failed.length}" errors="0" time="0"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite name="holdfast gate" package="holdfast" id="0" timestamp="${when}" hostname="localhost" ${counts}>`,
    '    <properties/>',
    ...failed,
    ...passed,
    '    <system-out/>',
    '    <system-err/>',
    '  </testsuite>',
    '</testsuites>',
  ].join('\n')
}

function groupByPath(findings: readonly ConflictGroup[]): ReadonlyMap<string, readonly ConflictGroup[]> {
  const byPath = new Map<string, ConflictGroup[]>()
  for (const finding of findings) {
    const known = byPath.get(finding.path)
    if (known === undefined) byPath.set(finding.path, [finding])
    else known.push(finding)
  }
  return byPath
}

function renderFailure(path: string, findings: readonly ConflictGroup[], { now }: GateReport): string {
  const text = findings.map((finding) => xmlText(describeFinding(finding, now))).join('\n')
  const [first] = findings
  const message = `locked by ${xmlText(first?.lock.owner.agent ?? '')}`
  const failure = `<failure type="holdfast/locked-path" message="${message}">${text}</failure>`
  return `    <testcase ${nameOf(path)} time="0">\n      ${failure}\n    </testcase>`
}

function nameOf(path: string): string {
  return `name="${xmlText(path)}" classname="holdfast.gate"`
}
