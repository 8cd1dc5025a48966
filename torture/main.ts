import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { describeEnvironment, describeLoad, memoryFolder, poisonEnvironment } from './environment.js'
import { monotonicMs } from './monotonic.js'
import { renderReport, type Section } from './report.js'
import type { Part, Scenario } from './scenario.js'
import { SCENARIOS } from './scenarios.js'

const DEFAULT_SEED = 20_261_121

const [root = '', folder = '', ...rest] = process.argv.slice(2)
const { values } = parseArgs({
  args: rest,
  options: { short: { type: 'boolean' }, seed: { type: 'string' }, only: { type: 'string' } },
})
const seed = Number(values.seed ?? DEFAULT_SEED)
const isShort = values.short === true
const chosen = SCENARIOS.filter(({ name }) => values.only === undefined || name === values.only)

const built = join(folder, 'package')

process.exitCode = await main()

async function main(): Promise<0 | 1 | 2> {
  if (chosen.length === 0 || !Number.isInteger(seed)) {
    say(`no such scenario or seed; scenarios: ${SCENARIOS.map(({ name }) => name).join(', ')}`)
    return 2
  }
  poisonEnvironment(folder)
  copyPackage()
  const begun = monotonicMs()
  const loadBefore = describeLoad()
  say(`seed ${seed}`)
  const sections: Section[] = []
  for (const scenario of chosen) sections.push(await runScenario(scenario))
  const tookMs = monotonicMs() - begun
  const problems = sections.flatMap(({ parts }) => parts).filter((part) => !isPassed(part)).length
  const report = renderReport({
    sections,
    seed,
    tookMs,
    environment: [
      ...describeEnvironment(folder),
      `Load of the machine in a minute: ${loadBefore} before the run, ${describeLoad()} at its end`,
    ],
  })
  // For the one who started this to put in its place.
  if (!isShort && values.only === undefined) writeFileSync(join(folder, 'RELIABILITY.md'), report)
  say(`${problems === 0 ? 'passed' : `${problems} parts failed`} in ${Math.round(tookMs / 1000)} s`)
  return problems === 0 ? 0 : 1
}

function copyPackage(): void {
  mkdirSync(built)
  for (const name of ['dist', 'package.json']) cpSync(join(root, name), join(built, name), { recursive: true })
}

async function runScenario(scenario: Scenario): Promise<Section> {
  const begun = monotonicMs()
  const own = join(folder, scenario.name)
  const memory = join(memoryFolder(folder), `holdfast-torture-${process.pid}-${scenario.name}`)
  say(`${scenario.title} …`)
  mkdirSync(own)
  mkdirSync(memory)
  try {
    const parts = await scenario.run({ isShort, seed, folder: own, memory, root, built, say })
    const tookMs = monotonicMs() - begun
    for (const part of parts) say(describePart(part))
    say(`  ${Math.round(tookMs / 1000)} s`)
    return { title: scenario.title, parts, tookMs }
  } finally {
    rmSync(own, { recursive: true, force: true, maxRetries: 3 })
    rmSync(memory, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** Nothing found in ours, and the check has found something in the naive one. */
function isPassed({ ours, naive }: Part): boolean {
  return ours.violations === 0 && ('left' in naive || naive.violations > 0)
}

function describePart({ promise, ours, naive }: Part): string {
  const other = 'left' in naive ? `not run: ${naive.left}` : `${naive.violations} violations (${naive.summary})`
  const examples = ours.examples.map((example) => `\n      ${example}`).join('')
  return `  ${promise}\n    ours:  ${ours.violations} violations (${ours.summary})${examples}\n    naive: ${other}`
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}
