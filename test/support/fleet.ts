import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { runInThread } from './command/run-in-thread.js'
import { MAIN } from './project.js'
import { fillFromTemplate } from './template.js'

export interface Ended {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string | Buffer
  readonly cwd?: string
}

/** One agent at one shell: what it types runs for real, and says how it ended. */
export interface Shell {
  run(program: string, args: readonly string[], options?: RunOptions): Ended
  git(...args: string[]): Ended
  /** The command, in a thread of this process. As a process of its own: `run('git-holdfast', args)`. */
  holdfast(...args: string[]): Ended
  /** With `--json`, read. */
  json(...args: string[]): any // eslint-disable-line @typescript-eslint/no-explicit-any -- shapes are what the tests look at
  write(path: string, text: string | Buffer): void
}

/** A repository with a remote and a command `git-holdfast` on the PATH, for several agents. */
export interface Fleet {
  readonly folder: string
  readonly top: string
  readonly remote: string
  /** `<git common dir>/holdfast` */
  readonly home: string
  as(agent: string | null, cwd?: string): Shell
  mailOf(agent: string): readonly Record<string, any>[] // eslint-disable-line @typescript-eslint/no-explicit-any -- as above
  remove(): void
}

export interface FleetOptions {
  /** `git-holdfast` to put on the PATH; default the built one. */
  readonly command?: string
  readonly init?: boolean
  readonly objectFormat?: 'sha1' | 'sha256'
}

/** These serve, or pass their streams on: they have to be processes. */
const PROCESSES = /^(run|mcp|agent-hook|demo)$/

export function createFleet({ command, init = true, objectFormat = 'sha1' }: FleetOptions = {}): Fleet {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-fleet-')))
  const target = command ?? `${process.execPath}" "${MAIN}`
  mkdirSync(join(folder, 'bin'))
  writeFileSync(join(folder, 'bin/git-holdfast'), `#!/bin/sh\nexec "${target}" "$@"\n`, { mode: 0o755 })
  const fleet = openFleet(folder, command !== undefined)
  const name = `fleet-${objectFormat}${init ? '-init' : ''}`
  if (command === undefined)
    fillFromTemplate(folder, name, (place) => makeRepositories(openFleet(place), init, objectFormat))
  else makeRepositories(fleet, init, objectFormat)
  settle(fleet)
  return fleet
}

/** A copy names the remote beside it, and its index knows its files. */
function settle(fleet: Fleet): void {
  const { top, remote } = fleet
  const config = join(top, '.git/config')
  writeFileSync(config, readFileSync(config, 'utf8').replace(/^\turl = .*$/m, `\turl = ${remote}`))
  fleet.as(null).git('update-index', '-q', '--refresh')
}

function openFleet(folder: string, isPackage = false): Fleet {
  const top = join(folder, 'repo')
  const bin = join(folder, 'bin')
  return {
    folder,
    top,
    remote: join(folder, 'remote.git'),
    home: join(top, '.git', 'holdfast'),
    as: (agent, cwd = top) => openShell({ bin, agent, cwd, isPackage }),
    mailOf: (agent) => readMail(join(top, '.git', 'holdfast', 'comm'), agent),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** The guard's file that the hooks of a store start. */
export function findGuard(home: string): string {
  const script = readFileSync(join(home, 'hooks/guard.sh'), 'utf8')
  return join(home, 'hooks', /^guard=(.*)$/m.exec(script)?.[1] ?? '')
}

function makeRepositories(fleet: Fleet, init: boolean, objectFormat: string): void {
  const setup = fleet.as(null, fleet.folder)
  // git 2.39 clones a repository without commits as one of its default hash, whatever it is itself.
  const env = { GIT_DEFAULT_HASH: objectFormat }
  setup.run('git', ['init', '--quiet', '--bare', fleet.remote], { env })
  setup.run('git', ['clone', '--quiet', fleet.remote, fleet.top], { env })
  const first = fleet.as(null)
  first.write('README.md', 'start\n')
  first.git('add', '.')
  first.git('commit', '--quiet', '-m', 'start')
  first.git('push', '--quiet', 'origin', 'main')
  for (const gitDir of [fleet.remote, join(fleet.top, '.git')]) removeSamples(gitDir)
  if (init) expectSuccess(first.holdfast('init'))
}

/** Which nobody runs, and which are most of what there is to copy. */
function removeSamples(gitDir: string): void {
  const hooks = join(gitDir, 'hooks')
  for (const name of readdirSyncOrNothing(hooks)) if (name.endsWith('.sample')) rmSync(join(hooks, name))
}

function expectSuccess(ended: Ended): void {
  if (ended.exitCode !== 0) throw new Error(`${ended.exitCode}: ${ended.stdout}${ended.stderr}`)
}

interface ShellPlace {
  readonly bin: string
  readonly agent: string | null
  readonly cwd: string
  readonly isPackage: boolean
}

function openShell({ bin, agent, cwd, isPackage }: ShellPlace): Shell {
  const name = agent === null ? {} : { HOLDFAST_AGENT: agent }
  const environment = { PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`, ...name }
  const run: Shell['run'] = (program, args, options = {}) => {
    const ended = spawnSync(program, args, {
      cwd: options.cwd ?? cwd,
      env: { ...process.env, ...environment, ...options.env },
      input: options.input ?? '',
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      // A hook that hangs fails its test, and not the whole run.
      timeout: 120_000,
    })
    if (ended.error !== undefined) throw ended.error
    return { exitCode: ended.status ?? 128, stdout: ended.stdout, stderr: ended.stderr }
  }
  const command: Shell['holdfast'] = (...args) => {
    if (isPackage || PROCESSES.test(args[0] ?? '')) return run('git-holdfast', args)
    return runInThread({ program: 'git-holdfast', args, cwd, env: { ...process.env, ...environment }, input: '' })
  }
  return {
    run,
    git: (...args) => run('git', args),
    holdfast: command,
    json: (...args) => JSON.parse(command(...args, '--json').stdout),
    write(path, text) {
      mkdirSync(dirname(join(cwd, path)), { recursive: true })
      writeFileSync(join(cwd, path), text)
    },
  }
}

function readMail(comm: string, agent: string): readonly Record<string, unknown>[] {
  const folder = join(comm, `To_${agent.charAt(0).toUpperCase()}${agent.slice(1).toLowerCase()}`)
  const names = readdirSyncOrNothing(folder).filter((name) => name.endsWith('.json'))
  return names.sort().map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, unknown>)
}

function readdirSyncOrNothing(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
