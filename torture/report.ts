import type { Outcome, Part } from './scenario.js'

export interface Section {
  readonly title: string
  readonly parts: readonly Part[]
  readonly tookMs: number
}

export interface Report {
  readonly sections: readonly Section[]
  readonly seed: number
  readonly tookMs: number
  readonly environment: readonly string[]
}

const HEAD = `# Reliability

\`npm run torture\` writes this page: the load, the faults and the result of its last full run. It steers real processes, and its checker reads the
monotonic clock. Each torture also runs against a naive implementation (\`torture/naive-*.ts\`), which creates a file and then writes it, takes over
a lock by unlinking its file, claims a message by unlink and create, and takes a file that it cannot read for nothing. There the same check has to
find a violation, or the run fails.`

export function renderReport({ sections, seed, tookMs, environment }: Report): string {
  const ours = sections.flatMap(({ parts }) => parts).reduce((sum, part) => sum + part.ours.violations, 0)
  return [
    HEAD,
    [
      `- ${new Date().toISOString().slice(0, 10)}, ${describeTime(tookMs)}, seed ${seed}: **${ours} violations**`,
      ...environment.map((line) => `- ${line}`),
    ].join('\n'),
    ...sections.map(renderSection),
    `## What this does not show\n\n${LIMITS}\n`,
  ].join('\n\n')
}

function renderSection({ title, parts, tookMs }: Section, index: number): string {
  const rows = parts.map(
    (part) =>
      `| ${cell(part.promise)} | ${cell(part.load)} | ${cell(part.faults)} | ${renderOutcome(part.ours)} | ${renderNaive(part)} |`,
  )
  return [
    `## ${index + 1}. ${title} (${describeTime(tookMs)})\n`,
    '| promise | load | faults | ours | naive |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n')
}

function renderOutcome({ violations, summary, examples }: Outcome): string {
  const shown = violations === 0 ? '' : `<br>such as: ${examples.slice(0, 2).map(cell).join('; ')}`
  return `**${violations}** violations: ${cell(summary)}${shown}`
}

function renderNaive({ naive }: Part): string {
  return 'left' in naive ? `not run: ${cell(naive.left)}` : renderOutcome(naive)
}

/** One line, and nothing in it that ends a cell. */
function cell(text: string): string {
  return text
    .replace(/[^\x20-\x7e\u00a0-\uffff]/g, '?')
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;')
}

function describeTime(ms: number): string {
  const seconds = Math.round(ms / 1000)
  return seconds < 90 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

const LIMITS = `- A killed process leaves its writes with the system. No run here loses power, so nothing here shows that a sync reaches the disk.
- The run uses one machine and one file system of each kind named above. It uses no network disk, Windows or macOS unless a line above says so.
- A seed repeats the random choices, but not the order in which processes run.`
