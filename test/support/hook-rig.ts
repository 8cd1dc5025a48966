import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { openHoldfast } from '../../src/app/library/holdfast.js'
import { agentLockName } from '../../src/records/agentlock-record.js'
import { runInThread } from './command/run-in-thread.js'
import { createFleet, findGuard, type Ended, type Fleet } from './fleet.js'

export interface Outcome {
  /** Of the hook as git runs it. */
  readonly hook: 'passes' | 'refuses'
  readonly startsNode: boolean
  /** Of the guard alone, without the shell before it. */
  readonly guard: 'passes' | 'refuses'
}

export const FAST: Outcome = { hook: 'passes', startsNode: false, guard: 'passes' }
export const SLOW: Outcome = { hook: 'passes', startsNode: true, guard: 'passes' }
export const REFUSED: Outcome = { hook: 'refuses', startsNode: true, guard: 'refuses' }

export type Variables = Readonly<Record<string, string>>
type Change = (record: Readonly<Record<string, unknown>>) => unknown

export interface Watched extends Ended {
  readonly startsNode: boolean
}

/** A repository in which it shows whether a hook has started Node. Bob has `src/a b.ts` staged. */
export interface HookRig {
  readonly fleet: Fleet
  readonly locks: string
  /** What Bob's commit would meet in `top`, by the hook and by the guard alone. */
  ask(env?: Variables, top?: string, shell?: readonly string[]): Outcome
  /** Runs something, and says whether Node started in a hook of it. */
  watch(run: () => Ended): Watched
  lock(agent: string, resource?: string, options?: { session?: string; locksDir?: string }): Promise<void>
  /** A lock on `src` as another program of the protocol writes it. Gives its path. */
  writeAgentLock(agent: string, change?: Change, name?: string): string
  newestGeneration(): string
  configure(...args: string[]): void
  /** Makes the Node of a store's hooks leave a mark. */
  markNode(home: string): void
  /** No locks, no configuration. */
  clear(): void
}

export function createHookRig(): HookRig {
  const fleet = createFleet()
  const locks = join(fleet.home, 'locks')
  const rig: HookRig = {
    fleet,
    locks,
    ask: (env = {}, top = fleet.top, shell = []) => ask(rig, env, top, shell),
    watch: (run) => watch(fleet, run),
    async lock(agent, resource = 'src', options = {}) {
      const result = await (await openHoldfast({ cwd: fleet.top, agent, ...options })).acquire(resource)
      if (!result.acquired) throw new Error(`${agent} does not get ${resource}`)
    },
    writeAgentLock: (agent, change = (record) => record, name = agentLockName('src')) =>
      writeText(join(locks, `${name}.agent_lock`), JSON.stringify(change(foreignRecord(agent)), null, 2)),
    newestGeneration: () => newestIn(join(locks, '.holdfast/gen')),
    configure: (...args) => {
      const { exitCode, stderr } = fleet.as(null).git('config', ...args)
      if (exitCode !== 0) throw new Error(stderr)
    },
    markNode: (home) => void writeText(join(home, 'hooks/node'), `${join(fleet.folder, 'marking-node')}\n`),
    clear: () => {
      for (const path of [locks, join(fleet.top, '.holdfast.json')]) rmSync(path, { recursive: true, force: true })
      fleet.as(null).git('config', '--remove-section', 'holdfast')
    },
  }
  prepare(rig)
  return rig
}

function prepare(rig: HookRig): void {
  const { fleet } = rig
  const script = `#!/bin/sh\n: > '${markPath(fleet)}'\nexec '${process.execPath}' "$@"\n`
  writeFileSync(join(fleet.folder, 'marking-node'), script, { mode: 0o755 })
  rig.markNode(fleet.home)
  const bob = fleet.as('bob')
  bob.write('src/a b.ts', 'staged\n')
  bob.git('add', '.')
}

function markPath(fleet: Fleet): string {
  return join(fleet.folder, 'started')
}

function ask({ fleet }: HookRig, env: Variables, top: string, shell: readonly string[]): Outcome {
  const bob = fleet.as('bob', top)
  const [program, ...args] = shell
  const hook = watch(fleet, () =>
    program === undefined
      ? bob.run('git', ['hook', 'run', 'pre-commit'], { env })
      : bob.run(program, [...args, join(top, '.git/hooks/pre-commit')], { env }),
  )
  if (hook.stdout !== '') throw new Error(`the hook prints ${hook.stdout}`)
  const alone = askGuard(fleet, env, top)
  return { hook: wordOf(hook), startsNode: hook.startsNode, guard: wordOf(alone) }
}

/** In a thread of the test; but a thread knows of no other home than that of its process. */
function askGuard(fleet: Fleet, env: Variables, top: string): Ended {
  if (!('HOME' in env)) {
    const all = { ...process.env, HOLDFAST_AGENT: 'bob', ...env }
    return runInThread({ program: 'guard', args: ['pre-commit'], cwd: top, env: all, input: '' })
  }
  return fleet.as('bob', top).run(process.execPath, [findGuard(fleet.home), 'pre-commit'], { env })
}

function watch(fleet: Fleet, run: () => Ended): Watched {
  rmSync(markPath(fleet), { force: true })
  const ended = run()
  return { ...ended, startsNode: existsSync(markPath(fleet)) }
}

function wordOf({ exitCode }: Ended): 'passes' | 'refuses' {
  return exitCode === 0 ? 'passes' : 'refuses'
}

function foreignRecord(agent: string): Readonly<Record<string, unknown>> {
  return {
    schemaVersion: '1.0',
    lockId: 'from-elsewhere',
    ownerAgent: { agent_id: agent, process_id: 0, session_id: '', host: 'elsewhere' },
    intent: { action: 'WRITE', scope: [], description: '', priority: 5 },
    resource: 'src',
    createdTimestamp: '2020-01-01T00:00:00Z',
    expiryTimestamp: '2099-01-01T00:00:00Z',
  }
}

function newestIn(folder: string): string {
  return join(folder, readdirSync(folder).sort().at(-1) ?? '')
}

function writeText(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}
