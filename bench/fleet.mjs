import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createRepository } from './scratch.mjs'

const WORKER = fileURLToPath(new URL('fleet-worker.mjs', import.meta.url))
const RUN_MS = 5_000

/** How many locks several processes take and release, on globs that overlap. */
export async function benchFleet(scratch) {
  const rows = []
  for (const size of [1, 2, 8]) {
    const repository = createRepository(scratch, `fleet-${size}`)
    const workers = Array.from({ length: size }, (_, index) => start(scratch, repository, `agent${index}`))
    await Promise.all(workers.map(({ ready }) => ready))
    for (const { child } of workers) child.stdin.write('go\n')
    const counts = await Promise.all(workers.map(({ ended }) => ended))
    const taken = counts.reduce((sum, count) => sum + count, 0)
    rows.push({
      name: `${size} process${size === 1 ? '' : 'es'}, overlapping globs`,
      perSecond: taken / (RUN_MS / 1_000),
    })
  }
  return rows
}

function start(scratch, { top }, agent) {
  const child = spawn(process.execPath, [WORKER, top, agent, String(RUN_MS)], {
    env: scratch.env,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (chunk) => (said += chunk))
  const ended = once(child, 'close').then(([code]) => {
    if (code !== 0) throw new Error(`${agent} ended with ${code}`)
    return Number(said.trim().split('\n').at(-1))
  })
  return { child, ready: once(child.stdout, 'data'), ended }
}
