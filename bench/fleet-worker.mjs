/** One of the processes of bench/fleet.mjs: takes and releases overlapping globs for a while, and says how often. */
import { openHoldfast } from '../dist/index.js'

const [cwd, agent, ms] = process.argv.slice(2)
const GLOBS = [
  'src/**',
  'src/**/*.ts',
  'src/a/**',
  'src/*/index.ts',
  '**/*.md',
  'docs/**',
  'docs/a.md',
  '{src,docs}/a/*',
]

const holdfast = await openHoldfast({ cwd, agent })
process.stdout.write('ready\n')
await new Promise((resolve) => process.stdin.once('data', resolve))
const end = performance.now() + Number(ms)
let taken = 0
for (let turn = 0; performance.now() < end; turn += 1) {
  const glob = GLOBS[(turn * 5 + agent.charCodeAt(agent.length - 1)) % GLOBS.length]
  const { acquired } = await holdfast.acquire(glob, { maxRetries: 0 })
  if (!acquired) continue
  taken += 1
  await holdfast.release(glob)
}
process.stdout.write(`${taken}\n`, () => process.exit(0))
