import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import type { GateReport } from '../../src/report/gate/gate-report.js'
import { MAX_RESULTS } from '../../src/report/gate/gate-report.js'
import { renderGate } from '../../src/report/gate/render-gate.js'
import { clearReport, hostileReport } from '../support/hostile-report.js'
import { inProject } from '../support/project.js'

const fixture = (name: string): string => inProject(`test/fixtures/schemas/${name}`)

const ajv = new Ajv({ allErrors: true, strict: false })
addFormats.default(ajv)
const isSarif = ajv.compile(JSON.parse(readFileSync(fixture('sarif-schema-2.1.0.json'), 'utf8')) as object)

function lintXml(text: string): string {
  const ended = spawnSync('xmllint', ['--noout', '--schema', fixture('junit.xsd'), '-'], {
    input: text,
    encoding: 'utf8',
  })
  if (ended.error !== undefined) throw ended.error
  return ended.status === 0 ? '' : ended.stderr
}

const REPORTS: readonly (readonly [what: string, report: GateReport])[] = [
  ['a clear range', clearReport()],
  ['an empty range', clearReport([])],
  ['hostile texts', hostileReport()],
]

describe('a report', () => {
  it.each(REPORTS)('of %s is SARIF 2.1.0 by the published schema', (_what, report) => {
    isSarif(JSON.parse(renderGate('sarif', report, 't')))
    expect(isSarif.errors).toBeNull()
  })

  it.each(REPORTS)('of %s is JUnit XML by the published schema', (_what, report) => {
    expect(lintXml(renderGate('junit', report, 't'))).toBe('')
  })

  it('that is not what the schemas say is told from one that is', () => {
    isSarif(JSON.parse(renderGate('sarif', hostileReport(), 't').replace('"version": "2.1.0"', '"version": "1"')))
    expect(isSarif.errors).not.toBeNull()
    expect(lintXml(renderGate('junit', hostileReport(), 't').replace('<system-out/>', ''))).toContain('system-out')
  })

  // GitLab asks for these keys (docs.gitlab.com, code quality report format), reviewdog for those (proto/rdf).
  it.each(REPORTS)('of %s has what GitLab asks for', (_what, report) => {
    const issues = JSON.parse(renderGate('gitlab', report, 't')) as Record<string, never>[]
    const isIssue = ajv.compile({
      type: 'object',
      required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
      additionalProperties: false,
      properties: {
        description: { type: 'string', minLength: 1 },
        check_name: { type: 'string' },
        fingerprint: { type: 'string', pattern: '^[0-9a-f]{64}$' },
        severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
        location: {
          type: 'object',
          required: ['path', 'lines'],
          properties: {
            path: { type: 'string', not: { pattern: '^\\./' } },
            lines: { type: 'object', required: ['begin'], properties: { begin: { type: 'integer' } } },
          },
        },
      },
    })
    for (const issue of issues) expect(isIssue(issue) ? null : isIssue.errors).toBeNull()
    expect(new Set(issues.map((issue) => issue['fingerprint'])).size).toBe(report.findings.length)
  })

  it.each(REPORTS)('of %s has what reviewdog asks for', (_what, report) => {
    const isResult = ajv.compile({
      type: 'object',
      required: ['source', 'diagnostics'],
      properties: {
        source: { type: 'object', required: ['name'] },
        severity: { enum: ['ERROR', 'WARNING', 'INFO'] },
        diagnostics: {
          type: 'array',
          minItems: report.findings.length,
          items: {
            type: 'object',
            required: ['message', 'location'],
            properties: {
              message: { type: 'string', minLength: 1 },
              location: { type: 'object', required: ['path'], properties: { path: { type: 'string' } } },
              severity: { enum: ['ERROR', 'WARNING', 'INFO'] },
            },
          },
        },
      },
    })
    expect(isResult(JSON.parse(renderGate('rdjson', report, 't'))) ? null : isResult.errors).toBeNull()
  })

  it('of more than services take is cut, and says by how much', () => {
    const many = hostileReport(
      Array.from({ length: MAX_RESULTS + 10 }, (_, index) => `src/${index}`),
      'x',
    )
    const sarif = JSON.parse(renderGate('sarif', many, 't'))
    expect(sarif.runs[0].results).toHaveLength(MAX_RESULTS)
    expect(sarif.runs[0].properties).toEqual({ omittedResults: 11 })
    expect(JSON.parse(renderGate('gitlab', many, 't'))).toHaveLength(MAX_RESULTS)
    expect(JSON.parse(renderGate('json', many, 't')).conflicts).toHaveLength(MAX_RESULTS + 11)
  })
})

describe('a path that is not UTF-8', () => {
  it('is named in SARIF by its bytes', () => {
    const sarif = JSON.parse(renderGate('sarif', hostileReport([]), 't'))
    expect(sarif.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri).toBe('caf%E9%FF.txt')
  })
})
