import { printable } from '../../core/quote.js'
import { toUtcSeconds } from '../../core/time.js'
import { countOf } from '../count.js'
import { markdownCode } from './escape.js'
import { describeScope } from './gate-text.js'
import type { GateReport } from './gate-report.js'

const MAX_ROWS = 200
/** GitHub drops the whole of a summary that is larger than 1 MiB. */
const MAX_BYTES = 1024 * 1024 - 1024

/** Writes Markdown for the summary page of a run. */
export function renderJobSummary(report: GateReport): string {
  const head = [`### Holdfast: ${report.verdict}`, '', markdownCode(describeScope(report), 500), '']
  if (report.verdict === 'clear') return `${head.join('\n')}\n`
  const rows = report.findings.slice(0, MAX_ROWS).map(({ path, lock }) => {
    const cells = [path, lock.owner.agent, `${lock.intent.action} on ${lock.resource}`, lock.intent.description]
    const until = toUtcSeconds(Math.min(lock.expiresAt, Date.UTC(9999, 11, 31)))
    return `| ${[...cells.map((cell) => (cell === '' ? '' : markdownCode(cell))), until].join(' | ')} |`
  })
  const table = ['| path | locked by | lock | why | until |', '| --- | --- | --- | --- | --- |']
  return cutRows([...head, ...table], rows, report.findings.length)
}

function cutRows(head: readonly string[], rows: readonly string[], count: number): string {
  let text = `${head.join('\n')}\n`
  let shown = 0
  for (const row of rows) {
    if (Buffer.byteLength(text) + Buffer.byteLength(row) > MAX_BYTES) break
    text += `${row}\n`
    shown += 1
  }
  return shown === count ? text : `${text}\n${printable(`and ${countOf(count - shown, 'more locked path')}`)}\n`
}
