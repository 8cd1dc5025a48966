import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { agentLockName } from '../../src/records/agent-lock-record.js'
import { openHoldfast, type Holdfast } from '../../src/app/holdfast.js'
import { createFleet, type Ended, type Fleet } from '../support/fleet.js'

/** Every shell of this machine that may be behind `/bin/sh` somewhere. */
const SHELLS = [['sh'], ['dash'], ['bash', '--posix'], ['busybox', 'sh'], ['ksh']].filter(
  ([program = '']) => spawnSync(program, ['-c', ':'], { stdio: 'ignore' }).status === 0 || spawnSync(program, ['sh', '-c', ':']).status === 0,
)

interface Outcome {
  /** Of the hook as git runs it. */
  readonly hook: 'passes' | 'refuses'
  readonly startsNode: boolean
  /** Of the guard alone, without the shell before it. */
  readonly guard: 'passes' | 'refuses'
}

const FAST: Outcome = { hook: 'passes', startsNode: false, guard: 'passes' }
const SLOW: Outcome = { hook: 'passes', startsNode: true, guard: 'passes' }
const REFUSED: Outcome = { hook: 'refuses', startsNode: true, guard: 'refuses' }

type Variables = Readonly<Record<string, string>>

let fleet: Fleet
let locks: string

beforeAll(() => {
  fleet = createFleet()
  locks = join(fleet.home, 'locks')
  markNode(fleet.home)
  const bob = fleet.as('bob')
  bob.write('src/a b.ts', 'staged\n')
  bob.git('add', '.')
})
afterAll(() => fleet.remove())
afterEach(() => {
  for (const path of [locks, join(fleet.top, '.holdfast.json')]) rmSync(path, { recursive: true, force: true })
  fleet.as(null).git('config', '--remove-section', 'holdfast')
})

/** A node that leaves a mark, and then is the real one. */
function markNode(home: string): void {
  const program = join(fleet.folder, 'marking-node')
  writeFileSync(program, `#!/bin/sh\n: > '${join(fleet.folder, 'started')}'\nexec '${process.execPath}' "$@"\n`, { mode: 0o755 })
  writeFileSync(join(home, 'hooks/node'), `${program}\n`)
}

/** What Bob's commit of what is staged in `top` would meet. */
function ask(env: Variables = {}, top = fleet.top, shell: readonly string[] = []): Outcome {
  const bob = fleet.as('bob', top)
  const started = join(fleet.folder, 'started')
  rmSync(started, { force: true })
  const [program = 'git', ...args] = shell.length === 0 ? ['git', 'hook', 'run', 'pre-commit'] : [...shell, join(top, '.git/hooks/pre-commit')]
  const hook = bob.run(program, args, { env })
  const startsNode = existsSync(started)
  const home = bob.run('git', ['rev-parse', '--path-format=absolute', '--git-common-dir'], { env }).stdout.replace(/\n$/, '')
  const guard = bob.run(process.execPath, [join(home, 'holdfast/hooks/guard.cjs'), 'pre-commit'], { env, cwd: top })
  expect(hook.stdout).toBe('')
  return { hook: wordOf(hook), startsNode, guard: wordOf(guard) }
}

function wordOf({ exitCode }: Ended): 'passes' | 'refuses' {
  return exitCode === 0 ? 'passes' : 'refuses'
}

function api(agent: string, options: { session?: string; locksDir?: string } = {}): Promise<Holdfast> {
  return openHoldfast({ cwd: fleet.top, agent, ...options })
}

async function lock(agent: string, resource = 'src', options: { session?: string; locksDir?: string } = {}): Promise<void> {
  expect(await (await api(agent, options)).acquire(resource)).toMatchObject({ acquired: true })
}

/** As another program of the protocol writes it. */
function writeAgentLock(agent: string, change: (record: Record<string, unknown>) => unknown = (record) => record, name?: string): string {
  const resource = 'src'
  const record = {
    schemaVersion: '1.0',
    lockId: 'from-elsewhere',
    ownerAgent: { agent_id: agent, process_id: 0, session_id: '', host: 'elsewhere' },
    intent: { action: 'WRITE', scope: [], description: '', priority: 5 },
    resource,
    createdTimestamp: '2020-01-01T00:00:00Z',
    expiryTimestamp: '2099-01-01T00:00:00Z',
  }
  return writeFile(`${name ?? agentLockName(resource)}.agent_lock`, JSON.stringify(change(record), null, 2))
}

function writeFile(name: string, text: string): string {
  const path = join(locks, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}

function generations(): string[] {
  const folder = join(locks, '.holdfast/gen')
  return readdirSync(folder).sort().map((name) => join(folder, name))
}

function newestGeneration(): string {
  return generations().at(-1) ?? ''
}

function fifo(path: string): void {
  rmSync(path, { recursive: true, force: true })
  expect(spawnSync('mkfifo', [path]).status).toBe(0)
}

function configure(...args: string[]): void {
  expect(fleet.as(null).git('config', ...args).exitCode).toBe(0)
}

describe('a commit starts no Node', () => {
  it('in a repository where nobody ever took a lock', () => {
    expect(ask()).toEqual(FAST)
  })

  it('after the last lock was given back', async () => {
    const alice = await api('alice')
    await alice.acquire('src')
    await alice.release('src')
    expect(ask()).toEqual(FAST)
  })

  it('while only its own agent holds locks, named by the environment or by the configuration', async () => {
    await lock('bob')
    expect(ask()).toEqual(FAST)
    configure('holdfast.agent', 'bob')
    expect(ask({ HOLDFAST_AGENT: '' })).toEqual(FAST)
  })

  it('while another program holds locks for the same agent', () => {
    writeAgentLock('bob')
    expect(ask()).toEqual(FAST)
  })

  it('beside a configuration that says nothing of owners', async () => {
    await lock('bob')
    writeFileSync(join(fleet.top, '.holdfast.json'), '{ "ttl": "1h" }')
    expect(ask()).toEqual(FAST)
  })

  it('beside 2,000 locks of its own', async () => {
    const bob = await api('bob')
    await bob.acquire(Array.from({ length: 2_000 }, (_, index) => `many/${index}.ts`))
    expect(readdirSync(locks)).toHaveLength(2_001)
    expect(ask()).toEqual(FAST)
  })

  it('while a shared folder holds only its own locks, or none', async () => {
    const shared = join(fleet.folder, "the team's locks $x")
    mkdirSync(shared)
    configure('holdfast.locksDir', shared)
    expect(ask()).toEqual(FAST)
    await lock('bob', 'src', { locksDir: shared })
    expect(ask()).toEqual(FAST)
    expect(ask({ HOLDFAST_LOCKS_DIR: shared })).toEqual(FAST)
  })
})

describe('a commit starts Node, which judges', () => {
  it('a lock of another agent, alone or beside its own', async () => {
    await lock('alice')
    expect(ask()).toEqual(REFUSED)
    await lock('bob', 'docs')
    expect(ask()).toEqual(REFUSED)
  })

  it('its own lock under a name in another case', async () => {
    await lock('Bob')
    expect(ask()).toEqual(SLOW)
  })

  it('a lock of another agent in an .agent_lock beside its own', async () => {
    await lock('bob', 'docs')
    writeAgentLock('alice')
    expect(ask()).toEqual(REFUSED)
  })

  it('an agent that is nobody by name', () => {
    writeAgentLock('-bob-')
    expect(ask({ HOLDFAST_AGENT: '-bob-' })).toEqual(REFUSED)
    expect(ask({ HOLDFAST_AGENT: 'b'.repeat(65) })).toEqual(REFUSED)
  })

  it('names that the shell would read as the end of a list', async () => {
    await lock('alice')
    await lock('carol', 'docs')
    expect(ask({ HOLDFAST_AGENT: 'alice","carol' })).toEqual(REFUSED)
    expect(ask({ HOLDFAST_AGENT: '*' })).toEqual(REFUSED)
  })

  it.each([
    ['in a description', (record: object) => ({ ...record, intent: { action: 'WRITE', description: '"agent_id": "bob",\n    "agent_id": "bob",' } })],
    ['in a field of its own', (record: object) => ({ ...record, asked: { agent_id: 'bob', since: 1 } })],
    ['before it', (record: object) => ({ waiting: { agent_id: 'bob', since: 1 }, ...record })],
  ])('a foreign record that names this agent %s', (_where, change) => {
    writeAgentLock('alice', change)
    expect(ask()).toEqual(REFUSED)
    writeAgentLock('bob', (record) => record, '0'.repeat(16))
    expect(ask()).toEqual(REFUSED)
  })

  it.each([
    ['empty', (path: string) => writeFileSync(path, '')],
    ['torn', (path: string) => writeFileSync(path, readFileSync(path).subarray(0, 60))],
    ['a folder', (path: string) => (rmSync(path), mkdirSync(path))],
    ['a pipe that nobody writes to', fifo],
    ['a dangling link', (path: string) => (rmSync(path), symlinkSync('nowhere', path))],
    ['a link to a record of its own', (path: string) => (renameSync(path, `${path}.real`), symlinkSync(`${path}.real`, path))],
  ])('an .agent_lock that is %s', (_what, spoil) => {
    spoil(writeAgentLock('bob'))
    expect(ask()).toEqual(REFUSED)
  })

  it('a hidden .agent_lock', () => {
    writeAgentLock('alice', undefined, '.hidden')
    expect(ask()).toEqual(REFUSED)
    renameSync(join(locks, '.hidden.agent_lock'), join(locks, '.agent_lock'))
    expect(ask()).toEqual(REFUSED)
  })

  it.each([
    ['the file', () => writeFileSync(join(fleet.top, '.holdfast.json'), '{ "ownership": "session" }'), {}],
    ['the file, spelled by numbers', () => writeFileSync(join(fleet.top, '.holdfast.json'), '{ "own\\u0065rship": "session" }'), {}],
    ['git', () => configure('holdfast.ownership', 'session'), {}],
    ['the environment', () => undefined, { HOLDFAST_OWNERSHIP: 'session' }],
  ])('the session of its own locks, where %s says so', async (_layer, arrange, env) => {
    await lock('bob', 'src', { session: 'one' })
    arrange()
    expect(ask({ ...env, HOLDFAST_SESSION: 'one' })).toEqual(SLOW)
    expect(ask({ ...env, HOLDFAST_SESSION: 'two' })).toEqual(REFUSED)
  })

  it.each([
    ['a pipe', fifo],
    ['a folder', (path: string) => mkdirSync(path)],
    ['50 MB of blanks', (path: string) => writeFileSync(path, Buffer.alloc(50_000_000, ' '))],
    ['50 MB without an end', (path: string) => writeFileSync(path, Buffer.concat([Buffer.from('{"ownership'), Buffer.alloc(50_000_000)]))],
  ])('its own locks beside a .holdfast.json that is %s', async (_what, make) => {
    await lock('bob')
    make(join(fleet.top, '.holdfast.json'))
    const { hook, guard } = ask()
    // No word on owners: either may pass, since nobody else holds a lock. Neither may wait.
    if (hook === 'refuses') expect(guard).toBe('refuses')
  })
})

describe('the folder of the locks', () => {
  const byGit = (path: string): Variables => (configure('holdfast.locksDir', path), {})
  const byVariable = (path: string): Variables => ({ HOLDFAST_LOCKS_DIR: path })

  it.each([
    ['git', byGit],
    ['the environment', byVariable],
  ])('is where %s says: absolute, relative, or from home', async (_layer, name) => {
    const shared = join(fleet.folder, 'shared locks')
    await lock('alice', 'src', { locksDir: shared })
    expect(ask(name(shared))).toEqual(REFUSED)
    expect(ask(name(`${shared}/`))).toEqual(REFUSED)
    expect(ask(name(relative(fleet.top, shared)))).toEqual(REFUSED)
    expect(ask({ ...name('~/shared locks'), HOME: fleet.folder })).toEqual(REFUSED)
    expect(ask(name(join(fleet.folder, 'not there yet')))).toEqual(SLOW)
    rmSync(shared, { recursive: true })
  })

  it('is the default where the variable is set to nothing, whatever git says', async () => {
    mkdirSync(join(fleet.folder, 'elsewhere'), { recursive: true })
    configure('holdfast.locksDir', join(fleet.folder, 'elsewhere'))
    expect(ask()).toEqual(FAST)
    await lock('alice', 'src', { locksDir: locks })
    expect(ask({ HOLDFAST_LOCKS_DIR: '' })).toEqual(REFUSED)
  })

  it('is found by names that end with a blank, hold a line end or lead through a link', async () => {
    const odd = ['blank ', 'two\nlines', 'real/deep'].map((name) => join(fleet.folder, name))
    for (const folder of odd) await lock('alice', 'src', { locksDir: folder })
    mkdirSync(join(fleet.folder, 'blank'), { recursive: true })
    mkdirSync(join(fleet.folder, 'two'), { recursive: true })
    symlinkSync(join(fleet.folder, 'real/deep'), join(fleet.folder, 'link'))
    for (const folder of [...odd.slice(0, 2), join(fleet.folder, 'link')]) expect(ask(byGit(folder)), folder).toEqual(REFUSED)
    mkdirSync(join(fleet.folder, 'real/empty'), { recursive: true })
    mkdirSync(join(fleet.folder, 'empty'), { recursive: true })
    // By its letters `empty` beside the link, by the disk `real/empty`.
    await lock('alice', 'src', { locksDir: join(fleet.folder, 'empty') })
    expect(ask(byVariable(`${join(fleet.folder, 'link')}/../empty`))).toEqual(REFUSED)
  })

  it('is asked of git where a key has no value', async () => {
    writeFileSync(join(fleet.top, '.git/config'), `${readFileSync(join(fleet.top, '.git/config'), 'utf8')}[holdfast]\n\tlocksDir\n`)
    await lock('alice', 'src', { locksDir: join(fleet.top, 'true') })
    expect(ask()).toEqual(REFUSED)
    rmSync(join(fleet.top, 'true'), { recursive: true })
  })
})

describe('the newest generation', () => {
  it.each([
    ['empty', (path: string) => writeFileSync(path, '')],
    ['torn in its first line', (path: string) => writeFileSync(path, '{"holders":[')],
    ['torn after its first line', (path: string) => writeFileSync(path, '{"holders":[],\n')],
    ['torn within its second line', (path: string) => writeFileSync(path, readFileSync(path).subarray(0, 40))],
    ['of a newer schema', (path: string) => writeFileSync(path, '{"holders":[],\n"schemaVersion":"2.0","revision":1,"token":"x","locks":[],"waiters":[]}\n')],
    ['zeros', (path: string) => writeFileSync(path, Buffer.alloc(4_096))],
    ['a folder', (path: string) => (rmSync(path), mkdirSync(path))],
    ['a pipe that nobody writes to', fifo],
    ['a link to a table', (path: string) => (renameSync(path, join(fleet.folder, 'table')), symlinkSync(join(fleet.folder, 'table'), path))],
  ])('refuses where it is %s', async (_what, spoil) => {
    const bob = await api('bob')
    await bob.acquire('src')
    await bob.release('src')
    chmodSync(newestGeneration(), 0o644)
    spoil(newestGeneration())
    expect(ask()).toEqual(REFUSED)
  })

  it('refuses where it is gone, though tables were written and swept', async () => {
    const bob = await api('bob')
    for (let turn = 0; turn < 20; turn += 1) await bob.acquire('src')
    expect(readdirSync(join(locks, '.holdfast/done')).length).toBeGreaterThan(0)
    rmSync(join(locks, '.holdfast/gen'), { recursive: true })
    expect(ask()).toEqual(REFUSED)
    mkdirSync(join(locks, '.holdfast/gen'))
    expect(ask()).toEqual(REFUSED)
  })

  it('is found beside files that are none', async () => {
    await lock('alice')
    for (const name of ['zzz', '999', '0000000000009', '~']) writeFileSync(join(locks, '.holdfast/gen', name), '{"holders":[],\n"schemaVersion":"1.0","locks":[],\n')
    expect(ask()).toEqual(REFUSED)
  })

  it('refuses where a folder of the store is a link', async () => {
    await lock('alice')
    renameSync(join(locks, '.holdfast/gen'), join(locks, '.holdfast/moved'))
    mkdirSync(join(fleet.folder, 'no tables'), { recursive: true })
    symlinkSync(join(fleet.folder, 'no tables'), join(locks, '.holdfast/gen'))
    rmSync(join(locks, `${agentLockName('src')}.agent_lock`))
    expect(ask()).toEqual(REFUSED)
  })
})

/** Permissions bind nobody who is root: then another account asks. */
const ordinary = process.getuid?.() === 0 ? ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'] : []
const canBeOrdinary = process.getuid !== undefined && spawnSync(ordinary[0] ?? 'true', [...ordinary.slice(1), 'true']).status === 0

describe.runIf(canBeOrdinary)('what may not be read', () => {
  it.each([
    ['the newest generation', () => newestGeneration()],
    ['the folder of the generations', () => dirname(newestGeneration())],
    ['the folder above it', () => join(locks, '.holdfast')],
    ['the folder of the locks', () => locks],
    ['an .agent_lock', () => writeAgentLock('bob', undefined, 'f'.repeat(16))],
  ])('refuses: %s', async (_what, find) => {
    const holder = _what === 'an .agent_lock' ? 'bob' : 'alice'
    await lock(holder)
    for (const name of readdirSync(locks).filter((entry) => entry.endsWith('.agent_lock'))) rmSync(join(locks, name))
    const path = find()
    chmodSync(path, 0o000)
    if (ordinary.length > 0) spawnSync('chown', ['-R', '65534:65534', fleet.folder])
    const env = { ...readable(), HOLDFAST_AGENT: 'bob' }
    const hook = fleet.as('bob').run(ordinary[0] ?? 'sh', [...ordinary.slice(1), ...(ordinary.length > 0 ? ['sh'] : []), join(fleet.top, '.git/hooks/pre-commit')], { env })
    if (ordinary.length > 0) spawnSync('chown', ['-R', '0:0', fleet.folder])
    chmodSync(path, 0o755)
    expect(hook.stderr).toContain('EACCES')
    expect(hook.exitCode).toBe(1)
    // State that cannot be read is never free, whatever the policy for a guard that cannot check.
    expect(hook.stderr).toContain('refused')
  })

  function readable(): Variables {
    return { HOME: fleet.folder, GIT_CONFIG_GLOBAL: '/dev/null', HOLDFAST_ON_ERROR: 'warn' }
  }
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
    await lock('alice')
    for (const shell of SHELLS) expect(ask({ [variable]: value }, fleet.top, shell), shell.join(' ')).toMatchObject({ hook: 'refuses' })
    await (await api('alice')).release('src')
    writeAgentLock('alice')
    for (const shell of SHELLS) expect(ask({ [variable]: value }, fleet.top, shell), shell.join(' ')).toMatchObject({ hook: 'refuses' })
  })

  it('refuses where git reads one other file for its configuration', async () => {
    const shared = join(fleet.folder, 'by configuration')
    await lock('alice', 'src', { locksDir: shared })
    configure('holdfast.locksDir', shared)
    expect(ask({ GIT_CONFIG: '/dev/null' })).toEqual(REFUSED)
  })
})

describe.each(SHELLS.map((shell) => [shell.join(' '), shell] as const))('under %s', (_name, shell) => {
  it('the outcome is the same', async () => {
    expect(ask({}, fleet.top, shell)).toEqual(FAST)
    await lock('bob', 'docs')
    expect(ask({}, fleet.top, shell)).toEqual(FAST)
    const python = writeAgentLock('alice')
    expect(ask({}, fleet.top, shell)).toEqual(REFUSED)
    rmSync(python)
    await lock('alice')
    expect(ask({}, fleet.top, shell)).toEqual(REFUSED)
    await (await api('alice')).release('src')
    expect(ask({}, fleet.top, shell)).toEqual(FAST)
  })
})

describe('while tables and files come and go', () => {
  /** Asks the shell part alone, many times, and counts how often it sees no lock of anyone else. */
  function countPasses(turns: number): number {
    const text = readFileSync(join(fleet.home, 'hooks/guard.sh'), 'utf8')
    const script = `${text.slice(0, text.indexOf('holdfast_is_clear &&'))}
i=0 passed=0
while [ $i -lt ${turns} ]; do i=$((i + 1)); if holdfast_is_clear; then passed=$((passed + 1)); fi; done
echo $passed`
    const asked = fleet.as('bob').run('sh', ['-c', `holdfast=.git/holdfast common=.git hook=pre-commit\n${script}`])
    expect(asked.stderr).toBe('')
    return Number(asked.stdout)
  }

  let churn: AbortController
  beforeEach(() => (churn = new AbortController()))

  /** A process that takes and gives back as fast as it can, until the test ends it. */
  async function churning(agent: string, resources: readonly string[]): Promise<{ stop: () => Promise<void> }> {
    const { spawn } = await import('node:child_process')
    const library = new URL('../../dist/index.js', import.meta.url).href
    const code = `
      import { openHoldfast } from ${JSON.stringify(library)}
      const me = await openHoldfast({ cwd: ${JSON.stringify(fleet.top)}, agent: ${JSON.stringify(agent)} })
      console.log('ready')
      for (;;) for (const resource of ${JSON.stringify(resources)}) { await me.acquire(resource); await me.release(resource) }`
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    churn.signal.addEventListener('abort', () => child.kill('SIGKILL'))
    await new Promise((resolve) => child.stdout.once('data', resolve))
    return { stop: () => (churn.abort(), ended) }
  }

  it('a lock of another agent is seen in every table', async () => {
    await lock('alice')
    const { stop } = await churning('carol', ['docs', 'bench'])
    const passes = countPasses(1_000)
    await stop()
    expect(passes).toBe(0)
    expect(Number(newestGeneration().slice(-12))).toBeGreaterThan(16)
  })

  it('a lock of another program is seen behind files of its own that vanish', async () => {
    writeAgentLock('alice', undefined, 'f'.repeat(16))
    const { stop } = await churning('bob', ['docs', 'bench', 'more'])
    const passes = countPasses(1_000)
    await stop()
    expect(passes).toBe(0)
  })

  it('a first file that has just gone says nothing of the others', () => {
    const foreign = writeAgentLock('alice')
    const text = readFileSync(join(fleet.home, 'hooks/guard.sh'), 'utf8')
    const functions = text.slice(0, text.indexOf('settings=$(git'))
    const script = `${functions}\nme=bob locks='${locks}'; holdfast_files_are_clear "$locks/${'0'.repeat(16)}.agent_lock" '${foreign}'`
    expect(fleet.as('bob').run('sh', ['-c', script]).exitCode).toBe(1)
  })
})

describe('the hook finds the store', () => {
  it.each(["with 'quotes' and \"double\" ones", '$HOME `date` ; & | <x>', '-dash', 'ünï ❤ côde', '[a-z]* {b,c}?', 'back\\slash'])(
    'in a repository named %s',
    async (name) => {
      const top = createRepository(join(fleet.folder, name))
      expect(ask({}, top)).toEqual(FAST)
      await (await openHoldfast({ cwd: top, agent: 'alice' })).acquire('src')
      expect(ask({}, top)).toEqual(REFUSED)
    },
  )

  it('in a repository whose name got a line end, and then refuses what it cannot check', async () => {
    const top = createRepository(join(fleet.folder, 'one line'))
    await (await openHoldfast({ cwd: top, agent: 'alice' })).acquire('src')
    const renamed = join(fleet.folder, 'two\nlines of it')
    renameSync(top, renamed)
    expect(ask({}, renamed)).toMatchObject({ hook: 'refuses', startsNode: true })
  })

  it('from a linked worktree, also one whose repository has moved', async () => {
    const linked = join(fleet.folder, 'linked $tree')
    expect(fleet.as('bob').git('worktree', 'add', '--quiet', linked, '-b', 'linked').exitCode).toBe(0)
    stage(linked)
    expect(askIn(linked)).toEqual({ exitCode: 0, startsNode: false })
    await lock('alice')
    expect(askIn(linked)).toEqual({ exitCode: 1, startsNode: true })
  })

  it('of a submodule, and not that of the repository around it', async () => {
    const inner = join(fleet.top, 'inner')
    fleet.as('bob').run('git', ['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', fleet.remote, 'inner'])
    stage(inner)
    expect(fleet.as('bob', inner).holdfast('init').exitCode).toBe(0)
    markNode(join(fleet.top, '.git/modules/inner/holdfast'))
    await lock('alice')
    expect(askIn(inner)).toEqual({ exitCode: 0, startsNode: false })
    await (await openHoldfast({ cwd: inner, agent: 'alice' })).acquire('src')
    expect(askIn(inner)).toEqual({ exitCode: 1, startsNode: true })
    fleet.as('bob').git('rm', '-rfq', '--cached', 'inner', '.gitmodules')
    rmSync(inner, { recursive: true })
  })

  it('by GIT_DIR and GIT_WORK_TREE from outside, relative and absolute', async () => {
    const outside = fleet.as('bob', fleet.folder)
    const ways: [Variables, string][] = [
      [{ GIT_DIR: fleet.home.replace(/holdfast$/, ''), GIT_WORK_TREE: fleet.top }, fleet.folder],
      [{ GIT_DIR: 'repo/.git', GIT_WORK_TREE: 'repo' }, fleet.folder],
      [{ GIT_DIR: '../.git', GIT_WORK_TREE: '..' }, join(fleet.top, 'src')],
    ]
    for (const [env, cwd] of ways) {
      expect(commit(outside, env, cwd), JSON.stringify(env)).toMatchObject({ exitCode: 0, startsNode: false })
      fleet.as('bob').git('reset', '--quiet', '--soft', 'HEAD^')
    }
    await lock('alice')
    for (const [env, cwd] of ways) expect(commit(outside, env, cwd), JSON.stringify(env)).toMatchObject({ exitCode: 1, startsNode: true })
  })

  it('of core.worktree, and not one that lies in the work tree', async () => {
    const apart = createRepository(join(fleet.folder, 'apart'))
    fleet.as('bob', apart).git('config', 'core.worktree', fleet.top)
    const away = fleet.as('bob', join(apart, '.git'))
    await (await openHoldfast({ cwd: apart, agent: 'alice' })).acquire('src')
    away.git('add', 'src/a b.ts')
    expect(commit(away, {}, apart)).toMatchObject({ exitCode: 1, startsNode: true })
  })

  function createRepository(top: string): string {
    mkdirSync(top)
    const shell = fleet.as('bob', top)
    shell.git('init', '--quiet')
    stage(top)
    const installed = shell.holdfast('init')
    expect(installed, installed.stderr).toMatchObject({ exitCode: 0 })
    markNode(join(top, '.git/holdfast'))
    return top
  }

  function stage(top: string): void {
    const shell = fleet.as('bob', top)
    shell.write('src/a b.ts', 'inside\n')
    expect(shell.git('add', '.').exitCode).toBe(0)
  }

  function askIn(top: string): { exitCode: number; startsNode: boolean } {
    return commit(fleet.as('bob', top), {}, top)
  }

  function commit(shell: ReturnType<Fleet['as']>, env: Variables, cwd: string): { exitCode: number; startsNode: boolean } {
    const started = join(fleet.folder, 'started')
    rmSync(started, { force: true })
    const { exitCode } = shell.run('git', ['commit', '--quiet', '-m', 'x'], { env, cwd })
    return { exitCode, startsNode: existsSync(started) }
  }
})
