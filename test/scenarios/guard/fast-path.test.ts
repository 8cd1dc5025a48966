import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openHoldfast, type Holdfast } from '../../../src/app/library/holdfast.js'
import { agentLockName } from '../../../src/records/agentlock-record.js'
import type { Fleet } from '../../support/fleet.js'
import { createHookRig, FAST, REFUSED, SLOW, type HookRig, type Variables } from '../../support/hook-rig.js'
import { makePipe } from '../../support/make-pipe.js'

/** Every shell of this machine that may be behind `/bin/sh` somewhere. */
const SHELLS = [['sh'], ['dash'], ['bash', '--posix'], ['busybox', 'sh'], ['ksh']].filter(
  ([program, ...args]) => spawnSync(program ?? '', [...args, '-c', ':'], { stdio: 'ignore' }).status === 0,
)

let rig: HookRig
let fleet: Fleet
let locks: string

beforeAll(() => {
  rig = createHookRig()
  fleet = rig.fleet
  locks = rig.locks
})
afterAll(() => rig.fleet.remove())
afterEach(() => rig.clear())

/** Moves a file aside, and puts something else in its place. */
function swap(put: (path: string, aside: string) => void): (path: string) => void {
  return (path) => {
    renameSync(path, `${path}.real`)
    put(path, `${path}.real`)
  }
}

function api(agent: string): Promise<Holdfast> {
  return openHoldfast({ cwd: fleet.top, agent })
}

describe('a commit starts no Node', () => {
  it('in a repository where nobody ever took a lock', () => {
    expect(rig.ask()).toEqual(FAST)
  })

  it('after the last lock was given back', async () => {
    const alice = await api('alice')
    await alice.acquire('src')
    await alice.release('src')
    expect(rig.ask()).toEqual(FAST)
  })

  it('while only its own agent holds locks, named by the environment or by the configuration', async () => {
    await rig.lock('bob')
    expect(rig.ask()).toEqual(FAST)
    rig.configure('holdfast.agent', 'bob')
    expect(rig.ask({ HOLDFAST_AGENT: '' })).toEqual(FAST)
  })

  it('while another program holds locks for the same agent', () => {
    rig.writeAgentLock('bob')
    expect(rig.ask()).toEqual(FAST)
  })

  it('beside a configuration that says nothing of owners', async () => {
    await rig.lock('bob')
    writeFileSync(join(fleet.top, '.holdfast.json'), '{ "ttl": "1h" }')
    expect(rig.ask()).toEqual(FAST)
  })

  it('beside 2,000 locks of its own', async () => {
    const bob = await api('bob')
    await bob.acquire(Array.from({ length: 2_000 }, (_, index) => `many/${index}.ts`))
    expect(readdirSync(locks)).toHaveLength(2_001)
    expect(rig.ask()).toEqual(FAST)
  })

  it('while a shared folder holds only its own locks, or none', async () => {
    const shared = join(fleet.folder, "the team's locks $x")
    mkdirSync(shared)
    rig.configure('holdfast.locksDir', shared)
    expect(rig.ask()).toEqual(FAST)
    await rig.lock('bob', 'src', { locksDir: shared })
    expect(rig.ask()).toEqual(FAST)
    expect(rig.ask({ HOLDFAST_LOCKS_DIR: shared })).toEqual(FAST)
  })
})

describe('a commit starts Node, which judges', () => {
  it('a lock of another agent, alone or beside its own', async () => {
    await rig.lock('alice')
    expect(rig.ask()).toEqual(REFUSED)
    await rig.lock('bob', 'docs')
    expect(rig.ask()).toEqual(REFUSED)
  })

  it('a lock of another agent in an .agent_lock beside its own', async () => {
    await rig.lock('bob', 'docs')
    rig.writeAgentLock('alice')
    expect(rig.ask()).toEqual(REFUSED)
  })

  it('an agent that is nobody by name', () => {
    rig.writeAgentLock('-bob-')
    expect(rig.ask({ HOLDFAST_AGENT: '-bob-' })).toEqual(REFUSED)
    expect(rig.ask({ HOLDFAST_AGENT: 'b'.repeat(65) })).toEqual(REFUSED)
  })

  it('names that the shell would read as the end of a list', async () => {
    await rig.lock('alice')
    await rig.lock('carol', 'docs')
    expect(rig.ask({ HOLDFAST_AGENT: 'alice","carol' })).toEqual(REFUSED)
    expect(rig.ask({ HOLDFAST_AGENT: '*' })).toEqual(REFUSED)
  })

  it.each([
    [
      'in a description',
      (record: object) => ({
        ...record,
        intent: { action: 'WRITE', description: '"agent_id": "bob",\n    "agent_id": "bob",' },
      }),
    ],
    ['in a field of its own', (record: object) => ({ ...record, asked: { agent_id: 'bob', since: 1 } })],
    ['before it', (record: object) => ({ waiting: { agent_id: 'bob', since: 1 }, ...record })],
  ])('a foreign record that names this agent %s', (_where, change) => {
    rig.writeAgentLock('alice', change)
    expect(rig.ask()).toEqual(REFUSED)
    rig.writeAgentLock('bob', (record) => record, '0'.repeat(16))
    expect(rig.ask()).toEqual(REFUSED)
  })

  it.each([
    ['empty', (path: string) => writeFileSync(path, '')],
    ['torn', (path: string) => writeFileSync(path, readFileSync(path).subarray(0, 60))],
    ['a folder', swap((path) => mkdirSync(path))],
    ['a pipe that nobody writes to', makePipe],
    ['a dangling link', swap((path) => symlinkSync('nowhere', path))],
    ['a link to a record of its own', swap((path, aside) => symlinkSync(aside, path))],
  ])('an .agent_lock that is %s', (_what, spoil) => {
    spoil(rig.writeAgentLock('bob'))
    expect(rig.ask()).toEqual(REFUSED)
  })

  it('a hidden .agent_lock', () => {
    rig.writeAgentLock('alice', undefined, '.hidden')
    expect(rig.ask()).toEqual(REFUSED)
    renameSync(join(locks, '.hidden.agent_lock'), join(locks, '.agent_lock'))
    expect(rig.ask()).toEqual(REFUSED)
  })

  it.each([
    ['the file', () => writeFileSync(join(fleet.top, '.holdfast.json'), '{ "ownership": "session" }'), {}],
    [
      'the file, spelled by numbers',
      () => writeFileSync(join(fleet.top, '.holdfast.json'), '{ "own\\u0065rship": "session" }'),
      {},
    ],
    ['git', () => rig.configure('holdfast.ownership', 'session'), {}],
    ['the environment', () => undefined, { HOLDFAST_OWNERSHIP: 'session' }],
  ])('the session of its own locks, where %s says so', async (_layer, arrange, env) => {
    await rig.lock('bob', 'src', { session: 'one' })
    arrange()
    expect(rig.ask({ ...env, HOLDFAST_SESSION: 'one' })).toEqual(SLOW)
    expect(rig.ask({ ...env, HOLDFAST_SESSION: 'two' })).toEqual(REFUSED)
  })

  it.each([
    ['a pipe', makePipe],
    ['a folder', (path: string) => mkdirSync(path)],
    ['50 MB of blanks', (path: string) => writeFileSync(path, Buffer.alloc(50_000_000, ' '))],
    [
      '50 MB without an end',
      (path: string) => writeFileSync(path, Buffer.concat([Buffer.from('{"ownership'), Buffer.alloc(50_000_000)])),
    ],
  ])('its own locks beside a .holdfast.json that is %s', async (_what, make) => {
    await rig.lock('bob')
    make(join(fleet.top, '.holdfast.json'))
    const { hook, guard } = rig.ask()
    // No word on owners: either may pass, since nobody else holds a lock. Neither may wait.
    if (hook === 'refuses') expect(guard).toBe('refuses')
  })
})

describe('a shell that was told to see no files', () => {
  it.each([
    ['SHELLOPTS', 'noglob'],
    ['SHELLOPTS', 'errexit'],
    ['BASHOPTS', 'nullglob:failglob'],
    ['GLOBIGNORE', '*'],
    ['IFS', '/'],
    ['LC_ALL', 'tr_TR.UTF-8'],
  ])('refuses with %s=%s', async (variable, value) => {
    await rig.lock('alice')
    rmSync(join(locks, `${agentLockName('src')}.agent_lock`))
    for (const shell of SHELLS) expect(exitCodeUnder(shell, { [variable]: value }), shell.join(' ')).toBe(1)
    rmSync(locks, { recursive: true })
    rig.writeAgentLock('alice')
    for (const shell of SHELLS) expect(exitCodeUnder(shell, { [variable]: value }), shell.join(' ')).toBe(1)
  })

  function exitCodeUnder([program = '', ...args]: readonly string[], env: Variables): number {
    return fleet.as('bob').run(program, [...args, join(fleet.top, '.git/hooks/pre-commit')], { env }).exitCode
  }

  it('refuses where git reads one other file for its configuration', async () => {
    const shared = join(fleet.folder, 'by configuration')
    await rig.lock('alice', 'src', { locksDir: shared })
    rig.configure('holdfast.locksDir', shared)
    expect(rig.ask({ GIT_CONFIG: '/dev/null' })).toEqual(REFUSED)
  })
})

describe.each(SHELLS.map((shell) => [shell.join(' '), shell] as const))('under %s', (_name, shell) => {
  it('the outcome is the same', async () => {
    expect(rig.ask({}, fleet.top, shell)).toEqual(FAST)
    await rig.lock('bob', 'docs')
    expect(rig.ask({}, fleet.top, shell)).toEqual(FAST)
    const python = rig.writeAgentLock('alice')
    expect(rig.ask({}, fleet.top, shell)).toEqual(REFUSED)
    rmSync(python)
    await rig.lock('alice')
    expect(rig.ask({}, fleet.top, shell)).toEqual(REFUSED)
    await (await api('alice')).release('src')
    expect(rig.ask({}, fleet.top, shell)).toEqual(FAST)
  })
})
