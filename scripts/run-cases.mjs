/**
 * Runs the cases: scripts outside this repository, each of which shows a fault, or that the fault is gone. They run
 * against the packed and installed package, two at a time. `test/cases-open` lists those that may still fail.
 *
 * Ends with 1 if a case fails that is not on the list, if a case on the list passes or does not exist, or if a case
 * could not be set up (then the case ends with 2). Without the folder of the cases it runs nothing, and says so.
 *
 *   node scripts/run-cases.mjs [--cases <folder>] [name...]
 */
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { installDebianTools } from './debian-tools.mjs'
import { CASE_TOOLS } from './test-tools.mjs'

const AT_A_TIME = 2
/** The slowest case takes far less: a case that hangs is a failure, and the report says so. */
const BOUND_MS = 300_000
const MAX_OUTPUT = 64 * 1024
/** Files that cases source. They are no cases themselves. */
const SOURCED = /(?:^|\/)(?:lib|gate-lib)\.sh$/

const root = fileURLToPath(new URL('..', import.meta.url))
const { values, positionals: wanted } = parseArgs({
  options: { cases: { type: 'string', default: join(root, '../shared/cases') } },
  allowPositionals: true,
})
const folder = resolve(values.cases)

if (existsSync(folder)) await runAll()
else console.log(`No cases at ${relative(process.cwd(), folder)}: nothing to run`)

async function runAll() {
  installDebianTools(CASE_TOOLS)
  const scratch = mkdtempSync(join(tmpdir(), 'holdfast-cases-'))
  // Some cases run as other accounts, which need access to the package and to their folders.
  chmodSync(scratch, 0o755)
  try {
    const prefix = installPackage(scratch)
    const results = await runInTurn(findCases(), (name) => runCase(name, prefix, join(scratch, 'run')))
    process.exitCode = report(results, readOpen()) ? 0 : 1
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Installs what users get: packs the package, and installs from that file alone. */
function installPackage(scratch) {
  const npm = (...args) =>
    execFileSync('npm', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  const packed = npm('pack', '--silent', '--ignore-scripts', '--pack-destination', scratch).trim().split('\n').at(-1)
  const prefix = join(scratch, 'prefix')
  npm('install', '--global', '--silent', '--no-audit', '--no-fund', '--prefix', prefix, join(scratch, packed))
  return prefix
}

function findCases() {
  const all = readdirSync(folder, { recursive: true })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.sh') && !SOURCED.test(name))
    .sort()
  return wanted.length === 0 ? all : all.filter((name) => wanted.some((word) => name.includes(word)))
}

function readOpen() {
  const text = readFileSync(join(root, 'test/cases-open'), 'utf8')
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
}

/** Runs {@link AT_A_TIME} cases at a time. Gives the results in the order of the names. */
async function runInTurn(names, run) {
  const results = []
  let next = 0
  const work = async () => {
    for (let at = next++; at < names.length; at = next++) {
      results[at] = await run(names[at])
      console.log(describe(results[at]))
    }
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, work))
  return results
}

/** Runs a case in a process group of its own, so that no process of the case outlives it. */
function runCase(name, prefix, scratch) {
  const temporary = join(scratch, name.replaceAll('/', '-'))
  mkdirSync(temporary, { recursive: true })
  const env = { ...process.env, PREFIX: prefix, PATH: `${join(prefix, 'bin')}:${process.env.PATH}`, TMPDIR: temporary }
  // npm's own variables would reach the npm and the Node that a case starts.
  for (const key of Object.keys(env)) if (/^npm_/i.test(key) || key === 'INIT_CWD') delete env[key]
  const began = Date.now()
  return new Promise((done) => {
    const child = spawn('bash', [join(folder, name)], {
      cwd: temporary,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    const keep = (chunk) => (output = (output + chunk).slice(-MAX_OUTPUT))
    child.stdout.setEncoding('utf8').on('data', keep)
    child.stderr.setEncoding('utf8').on('data', keep)
    let isLate = false
    const bound = setTimeout(() => {
      isLate = true
      endGroup(child.pid)
    }, BOUND_MS)
    // 'close' would wait for ever if a process that the case left behind holds the pipe.
    child.on('exit', (code, signal) => {
      clearTimeout(bound)
      endGroup(child.pid)
      child.stdout.destroy()
      child.stderr.destroy()
      rmSync(temporary, { recursive: true, force: true, maxRetries: 5 })
      done({ name, code: isLate ? 'late' : (code ?? signal), output, ms: Date.now() - began })
    })
  })
}

function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Every process of the group has ended.
  }
}

function describe({ name, code, ms }) {
  return `${String(code).padStart(4)}  ${(ms / 1000).toFixed(1).padStart(6)} s  ${name}`
}

/** Does every result agree with the list? */
function report(results, open) {
  const isOpen = (name) => open.includes(name)
  const unexpected = results.filter(({ name, code }) => code !== 0 && (code === 2 || !isOpen(name)))
  const mended = results.filter(({ name, code }) => code === 0 && isOpen(name)).map(({ name }) => name)
  const gone = wanted.length > 0 ? [] : open.filter((name) => !results.some((result) => result.name === name))
  for (const { name, code, output } of unexpected) {
    const why = code === 2 ? 'could not be set up' : code === 'late' ? `did not end in ${BOUND_MS / 1000} s` : 'fails'
    console.log(`\n${name} ${why}, and test/cases-open does not allow it. The end of what it printed:`)
    console.log(
      output
        .trimEnd()
        .split('\n')
        .slice(-15)
        .map((line) => `  ${line}`)
        .join('\n'),
    )
  }
  for (const name of mended) console.log(`\n${name} passes: take it out of test/cases-open`)
  for (const name of gone) console.log(`\n${name} stands in test/cases-open, and there is no such case`)
  const passed = results.filter(({ code }) => code === 0).length
  console.log(`\nCases: ${passed} pass, ${results.length - passed} fail, ${open.length} may fail`)
  return unexpected.length + mended.length + gone.length === 0
}
