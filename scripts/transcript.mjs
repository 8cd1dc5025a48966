/**
 * The output of `npm run demo`, as the README shows it. Times and ids differ by run, and are replaced by fixed ones.
 */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url))

export function recordTranscript() {
  const text = execFileSync(process.execPath, [main, 'demo'], { encoding: 'utf8', env: { ...process.env, TZ: 'UTC' } })
  const story = text.slice(text.indexOf('# Nothing is locked'))
  return story
    .replace(
      /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g,
      '5b0e2c61-7c3f-4c3e-9d0a-2f6f0c1e8a57',
    )
    .replace(/\b(id|locks) [0-9a-f]{8}\b/g, '$1 3f2a91bc')
    .replace(/\bin [0-9a-f]{10}\b/g, 'in 8d3c11f0a2')
    .replace(/"[0-9a-f]{40}"/g, '"aa79bf96a5995771ec51d2bd42bca255037103d4"')
    .replace(/until \d\d:\d\d /g, 'until 14:35 ')
    .replace(/until \d{4}-\d\d-\d\dT[\d:]+Z/g, 'until 2026-11-21T14:35:00Z')
    .replace(/, \d+ s ago/g, ', 1 s ago')
    .trimEnd()
}
