import { describe, expect, it } from 'vitest'
import { GATE_FORMATS } from '../../../../src/report/gate/gate-report.js'
import { renderJobSummary } from '../../../../src/report/gate/job-summary.js'
import { renderGate } from '../../../../src/report/gate/render-gate.js'
import { HOSTILE, hostileReport } from '../../../support/hostile-report.js'

/** What the runner of GitHub takes for a command: `::` behind blanks at the start of a line, `##[` anywhere in it. */
const COMMAND = /^\s*::|##\[|##vso\[/

const linesOf = (text: string): readonly string[] => text.split(/\r\n|[\r\n\u2028\u2029]/)

describe('every format', () => {
  it.each(GATE_FORMATS.filter((format) => format !== 'github'))('keeps a log from obeying a line: %s', (format) => {
    const text = renderGate(format, hostileReport(), 'token')
    for (const line of linesOf(text)) expect(COMMAND.test(line)).toBe(false)
  })

  it.each(GATE_FORMATS)('shows no control character and none that turns a line around: %s', (format) => {
    for (const line of linesOf(renderGate(format, hostileReport(), 'token')))
      expect(line).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u200b]/u)
  })

  it.each(HOSTILE)('of one hostile text is as long as it has to be: %j', (text) => {
    for (const format of GATE_FORMATS) {
      const report = hostileReport([text], 'x')
      expect(renderGate(format, report, 't').length).toBeLessThan(format === 'json' ? 80_000 : 16_000)
    }
  })
})

describe('the commands for GitHub', () => {
  it('are ours alone, outside of the stretch in which none is obeyed', () => {
    const lines = linesOf(renderGate('github', hostileReport(), 'token-of-this-run'))
    expect(lines[0]).toBe('::stop-commands::token-of-this-run')
    const end = lines.indexOf('::token-of-this-run::')
    expect(end).toBeGreaterThan(1)
    const after = lines.slice(end + 1)
    expect(after).toHaveLength(11)
    for (const line of after)
      expect(line).toMatch(/^::(error file=[^:,]*,line=1,title=[^:,]*|warning title=Holdfast)::/)
    for (const line of after) expect(line.replace(/^::/, '')).not.toMatch(COMMAND)
    expect(after.at(-1)).toContain('9 more locked paths')
  })

  it('have messages that the runner does not cut', () => {
    for (const line of linesOf(renderGate('github', hostileReport(['y'.repeat(50_000)]), 't')))
      expect(line.length).toBeLessThan(8_000)
  })
})

describe('the job summary', () => {
  const summary = renderJobSummary(hostileReport())

  it('is one table, whose rows are ours', () => {
    const rows = summary.split('\n').filter((line) => line.startsWith('|'))
    expect(rows).toHaveLength(2 + HOSTILE.length + 1)
    for (const row of rows) expect(row.match(/\|/g)).toHaveLength(6)
  })

  it('has no markup, mention or link that is not ours', () => {
    const text = summary.replaceAll('<code>', '').replaceAll('</code>', '')
    expect(text).not.toMatch(/[<>`@*[\]!]|https?:/)
  })

  it('stays below what GitHub takes', () => {
    const many = Array.from({ length: 3_000 }, (_, index) => `${index}${'|'.repeat(400)}`)
    const long = renderJobSummary(hostileReport(many, 'x'))
    expect(Buffer.byteLength(long)).toBeLessThan(1024 * 1024)
    expect(/and 2\d\d\d more locked paths/.test(long)).toBe(true)
  })
})
