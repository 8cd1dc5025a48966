import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openHoldfast } from '../dist/index.js'

export const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url))
const DAY_MS = 86_400_000

/** A folder for everything that a benchmark makes, with a git that reads no user's configuration. */
export function openScratch() {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'))
  const config = join(folder, 'gitconfig')
  writeFileSync(
    config,
    '[user]\n\tname = Bench\n\temail = bench@example.org\n[init]\n\tdefaultBranch = main\n[gc]\n\tauto = 0\n[core]\n\tfsync = none\n',
  )
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(GIT_|HOLDFAST_|NODE_OPTIONS|NODE_EXTRA_CA_CERTS)/.test(name),
  )
  const env = {
    ...Object.fromEntries(inherited),
    GIT_CONFIG_GLOBAL: config,
    GIT_CONFIG_NOSYSTEM: '1',
    HOLDFAST_AGENT: 'bob',
  }
  const spawn = (program, args, options) =>
    spawnSync(program, args, { cwd: folder, env, maxBuffer: 1 << 30, ...options })
  return {
    folder,
    env,
    run: (program, args, options = {}) => must(spawn(program, args, options)),
    /** Null if there is no such program. */
    tryRun: (program, args, options = {}) => {
      const ended = spawn(program, args, options)
      return ended.error?.code === 'ENOENT' ? null : must(ended)
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** A repository with one commit. */
export function createRepository(scratch, name) {
  const top = join(scratch.folder, name)
  const git = (...args) => scratch.run('git', args, { cwd: top })
  scratch.run('git', ['init', '--quiet', top])
  write(top, 'work/file.txt', 'start\n')
  git('add', '.')
  git('commit', '--quiet', '-m', 'start')
  return { top, git, write: (path, text) => write(top, path, text) }
}

export function installGuard(scratch, { top }, ...options) {
  scratch.run(process.execPath, [MAIN, 'init', ...options], { cwd: top })
}

/** `count` locks of `agent`, on folders of their own. */
export async function takeLocks(scratch, { top }, agent, count) {
  if (count === 0) return
  const holdfast = await openHoldfast({ cwd: top, agent, environment: scratch.env })
  const resources = Array.from({ length: count }, (_, index) => `area${index}/src`)
  const { acquired } = await holdfast.acquire(resources, { ttlMs: DAY_MS })
  if (!acquired) throw new Error(`the locks of ${agent} were not taken`)
}

export function writeHook({ top }, text) {
  mkdirSync(join(top, '.git/hooks'), { recursive: true })
  writeFileSync(join(top, '.git/hooks/pre-commit'), text, { mode: 0o755 })
}

function write(top, path, text) {
  mkdirSync(dirname(join(top, path)), { recursive: true })
  writeFileSync(join(top, path), text)
}

function must(ended) {
  if (ended.status !== 0) throw new Error(`${ended.status}: ${ended.stderr}`)
  return ended
}
