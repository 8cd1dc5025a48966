import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { basename, join } from 'node:path'
import { table } from './tables.mjs'

const SHOWN = 10
const RUNS = 5

/** Profiles this process by function, in milliseconds of one of `count` calls. */
export async function profileCalls(count, call) {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: 100 })
  await session.post('Profiler.start')
  for (let index = 0; index < count; index += 1) await call(index)
  const { profile } = await session.post('Profiler.stop')
  session.disconnect()
  return render([profile], count, ({ functionName, url }) => `${functionName || 'anonymous'} ${basename(url)}`.trim())
}

/**
 * Profiles a hook. `strace`, if there is one, tells from when to when each process runs. If the hook starts Node, a
 * profile tells where the time of Node goes.
 */
export function profileHook(scratch, { top }, run) {
  const folder = join(scratch.folder, 'profiles')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  const trace = join(folder, 'trace')
  const timeline =
    run(['strace', '-f', '-ttt', '-e', 'trace=execve,exit_group', '-o', trace]) === null ? '' : processes(trace)
  const node = join(top, '.git/holdfast/hooks/node')
  const before = readFileSync(node)
  const wrapper = join(folder, 'profiled-node')
  const flags = `--cpu-prof --cpu-prof-interval=200 --cpu-prof-dir="${folder}"`
  writeFileSync(wrapper, `#!/bin/sh\nexec "${process.execPath}" ${flags} "$@"\n`, { mode: 0o755 })
  writeFileSync(node, `${wrapper}\n`)
  for (let index = 0; index < RUNS; index += 1) run([])
  writeFileSync(node, before)
  const files = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'))
  const profiles = files.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')))
  const ofNode = profiles.length === 0 ? 'It starts no Node.' : render(profiles, profiles.length, partOfHook)
  return [timeline, ofNode].filter((text) => text !== '').join('\n\n')
}

/** The guard is minified: its functions have no names to show. */
function partOfHook({ functionName, url }) {
  if (/guard/.test(url)) return basename(url).replace(/-[0-9a-f]{12}/, '')
  if (functionName.startsWith('(')) return functionName
  return url === '' ? `${functionName || 'anonymous'} (native)` : 'Node: its own modules'
}

function render(profiles, count, nameOf) {
  const ms = new Map()
  for (const { nodes, samples, timeDeltas } of profiles) {
    const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]))
    samples.forEach((id, index) => {
      const name = names.get(id)
      ms.set(name, (ms.get(name) ?? 0) + timeDeltas[index] / 1_000 / count)
    })
  }
  ms.delete('(idle)')
  const most = [...ms].sort((a, b) => b[1] - a[1]).slice(0, SHOWN)
  return table(
    ['where', 'ms'],
    most.map(([name, value]) => [name, value.toFixed(2)]),
  )
}

/** Under strace everything takes longer: only the order and the overlap of the processes count. */
function processes(trace) {
  const runs = new Map()
  const lines = readFileSync(trace, 'utf8').split('\n')
  const begin = Number(/^\d+ +(\d+\.\d+)/.exec(lines[0])?.[1])
  for (const line of lines) {
    const [, pid, time, what] = /^(\d+) +(\d+\.\d+) (.*)$/.exec(line) ?? []
    const ms = (Number(time) - begin) * 1_000
    const command = /^execve\("([^"]+)", \["[^"]*"((?:, "[^"]*")*)/.exec(what ?? '')
    if (command !== null) {
      const [first = ''] = (command[2].match(/"([^"]*)"/g) ?? [])
        .map((word) => word.slice(1, -1))
        .filter((word) => /^[a-z]/.test(word))
      runs.set(pid, { name: `${basename(command[1])} ${basename(first)}`.trim(), from: ms, until: ms })
    } else if (/^exit_group|^\+\+\+/.test(what ?? '') && runs.has(pid)) runs.get(pid).until = ms
  }
  return table(
    ['process, under strace', 'from ms', 'until ms'],
    [...runs.values()].map(({ name, from, until }) => [name, from.toFixed(0), until.toFixed(0)]),
  )
}
