/**
 * What the guard adds to `git commit`, beside what any hook adds: medians of interleaved runs, as ratios of one run.
 *
 *   npm run bench -- [rounds]
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openHoldfast } from '../dist/index.js'

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url))
const rounds = Number(process.argv[2] ?? 40)
const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'))
const home = join(folder, 'gitconfig')
writeFileSync(
  home,
  '[user]\n\tname = Bench\n\temail = bench@example.org\n[init]\n\tdefaultBranch = main\n[gc]\n\tauto = 0\n',
)
const env = { ...process.env, GIT_CONFIG_GLOBAL: home, GIT_CONFIG_NOSYSTEM: '1', HOLDFAST_AGENT: 'bob' }
delete env.NODE_EXTRA_CA_CERTS
delete env.NODE_OPTIONS

try {
  const cases = [
    ['no hook', await prepare('none')],
    ['empty sh hook', await prepare('sh', (top) => writeHook(top, '#!/bin/sh\nexit 0\n'))],
    [
      'empty Node hook',
      await prepare('node', (top) => writeHook(top, `#!/bin/sh\nexec "${process.execPath}" "${emptyScript()}"\n`)),
    ],
    ['guard, no lock', await prepare('guard', install)],
    ['guard, 100 own locks', await prepare('own', (top) => installWithLocks(top, 'bob', 100))],
    ['guard, 1,000 foreign locks', await prepare('foreign', (top) => installWithLocks(top, 'alice', 1_000))],
    ['guard, 10,000 foreign locks', await prepare('many', (top) => installWithLocks(top, 'alice', 10_000))],
  ]
  const times = cases.map(() => [])
  for (let round = 0; round < rounds + 3; round += 1) {
    cases.forEach(([, top], index) => {
      const took = commitOnce(top, round)
      // The first rounds fill the caches.
      if (round >= 3) times[index].push(took)
    })
  }
  report(cases.map(([name], index) => [name, median(times[index])]))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function prepare(name, change = () => undefined) {
  const top = join(folder, name)
  git(folder, 'init', '--quiet', top)
  mkdirSync(join(top, 'work'))
  writeFileSync(join(top, 'work/file.txt'), 'start\n')
  git(top, 'add', '.')
  git(top, 'commit', '--quiet', '-m', 'start')
  await change(top)
  return top
}

function install(top) {
  must(spawnSync(process.execPath, [main, 'init'], { cwd: top, env }))
}

async function installWithLocks(top, agent, count) {
  install(top)
  const holdfast = await openHoldfast({ cwd: top, agent, environment: env })
  const { acquired } = await holdfast.acquire(
    Array.from({ length: count }, (_, index) => `area${index}/src`),
    { ttlMs: 86_400_000 },
  )
  if (!acquired) throw new Error('the locks were not taken')
}

function writeHook(top, text) {
  mkdirSync(join(top, '.git/hooks'), { recursive: true })
  writeFileSync(join(top, '.git/hooks/pre-commit'), text, { mode: 0o755 })
}

function emptyScript() {
  const path = join(folder, 'empty.cjs')
  writeFileSync(path, '')
  return path
}

/** Milliseconds of one `git commit` of one changed file. */
function commitOnce(top, round) {
  writeFileSync(join(top, 'work/file.txt'), `${round}\n`)
  git(top, 'add', 'work/file.txt')
  const begin = process.hrtime.bigint()
  const ended = spawnSync('git', ['commit', '--quiet', '-m', 'x'], { cwd: top, env })
  const took = Number(process.hrtime.bigint() - begin) / 1e6
  must(ended)
  return took
}

function git(cwd, ...args) {
  must(spawnSync('git', args, { cwd, env }))
}

function must(ended) {
  if (ended.status !== 0) throw new Error(`${ended.status}: ${ended.stderr}`)
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
}

function report(rows) {
  const [, bare] = rows[0]
  const [, node] = rows.find(([name]) => name === 'empty Node hook')
  console.log(`| git commit, 1 staged file, median of ${rounds} | ms | over no hook | of the empty Node hook |`)
  console.log('| --- | --- | --- | --- |')
  for (const [name, ms] of rows)
    console.log(`| ${name} | ${ms.toFixed(1)} | ${(ms - bare).toFixed(1)} ms | ${(ms / node).toFixed(2)} x |`)
}
