import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openHoldfast } from '../../../src/app/library/holdfast.js'
import { createFleet, findGuard, type Ended, type Fleet, type Shell } from '../../support/fleet.js'
import type { Variables } from '../../support/hook-rig.js'
import { makePipe } from '../../support/make-pipe.js'

let fleet: Fleet
let bob: Shell
let config: string
let hooks: string

beforeAll(() => {
  fleet = createFleet()
  bob = fleet.as('bob')
  config = join(fleet.top, '.holdfast.json')
  hooks = join(fleet.home, 'hooks')
  bob.write('src/a.ts', 'staged\n')
  bob.git('add', '.')
})
afterAll(() => fleet.remove())
afterEach(() => {
  for (const path of [join(fleet.home, 'locks'), config]) rmSync(path, { recursive: true, force: true })
  fleet.as(null).git('config', '--remove-section', 'holdfast')
})

/** Only the guard can tell it from what is staged: where no lock begins near that, the shell ends the hook. */
const NEAR = 'src/**/*.md'

async function lock(resource = 'src'): Promise<void> {
  await (await openHoldfast({ cwd: fleet.top, agent: 'alice' })).acquire(resource)
}

function hook(env: Variables = {}, name = 'pre-commit'): Ended {
  const ended = bob.run('git', ['hook', 'run', name], { env })
  expect(ended.stdout).toBe('')
  return ended
}

/** A PATH with git and what scripts need, and no Node. */
function pathWithoutNode(): Variables {
  const bin = join(fleet.folder, 'few programs')
  mkdirSync(bin, { recursive: true })
  for (const name of ['git', 'sh', 'cat', 'grep']) {
    const real = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim()
    rmSync(join(bin, name), { force: true })
    symlinkSync(real, join(bin, name))
  }
  return { PATH: bin }
}

interface Spoilt {
  readonly env: Variables
  readonly undo: () => void
  /** The hook that needs it; default pre-commit. */
  readonly name?: string
}

/** Ways in which the guard does not start. Each gives the environment to see it in, and what undoes it. */
const NOT_STARTING: readonly (readonly [string, () => Spoilt])[] = [
  ['there is no Node', () => ({ ...withNode('/nowhere/node'), env: pathWithoutNode() })],
  ['Node cannot run', () => withNode(script('broken', 'exit 127'))],
  ['Node is killed', () => withNode(script('killed', 'kill -9 $$'))],
  ['the recorded Node is a folder, and no other is there', () => ({ ...withNode('/usr'), env: pathWithoutNode() })],
  ['guard.cjs is gone', () => without('guard')],
  ['guard-late.cjs is gone', () => without('guard-late')],
  ['passed-check.sh is gone', () => without('passed-check')],
  ['pushed-paths.sh is gone', () => ({ ...without('pushed-paths'), name: 'pre-push' })],
]

function withNode(path: string): Spoilt {
  const file = join(hooks, 'node')
  const before = readFileSync(file)
  writeFileSync(file, `${path}\n`)
  return { env: {}, undo: () => writeFileSync(file, before) }
}

function script(name: string, text: string): string {
  const path = join(fleet.folder, name)
  writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 })
  return path
}

function without(which: 'guard' | 'guard-late' | 'passed-check' | 'pushed-paths'): Spoilt {
  const name = basename(findGuard(fleet.home))
    .replace('guard', which)
    .replace(/\.cjs$/, which.startsWith('guard') ? '.cjs' : '.sh')
  renameSync(join(hooks, name), join(hooks, `${name}.away`))
  return { env: {}, undo: () => renameSync(join(hooks, `${name}.away`), join(hooks, name)) }
}

describe('a guard that cannot start', () => {
  it.each(NOT_STARTING)('refuses and says why where %s; by policy or bypass it warns', async (_what, spoil) => {
    await lock(NEAR)
    const { env, undo, name } = spoil()
    try {
      const refused = hook(env, name)
      expect(refused.exitCode).toBe(1)
      expect(refused.stderr).toMatch(/holdfast: .*the locks were not checked\nTry:\n {2}\S/)
      for (const further of [{ HOLDFAST_ON_ERROR: 'warn' }, { HOLDFAST_BYPASS: 'production is down' }]) {
        expect(hook({ ...env, ...further }, name)).toMatchObject({ exitCode: 0 })
        expect(hook({ ...env, ...further }, name).stderr).toContain('let through unchecked')
      }
      fleet.as(null).git('config', 'holdfast.onError', 'warn')
      expect(hook(env, name).exitCode).toBe(0)
      expect(hook({ ...env, HOLDFAST_ON_ERROR: 'block' }, name).exitCode).toBe(1)
      fleet.as(null).git('config', '--unset', 'holdfast.onError')
      writeFileSync(config, '{ "onError": "warn" }')
      expect(hook(env, name).exitCode).toBe(0)
      expect(hook({ ...env, HOLDFAST_ON_ERROR: 'garbage' }, name).exitCode).toBe(1)
    } finally {
      undo()
    }
  })

  it('is not missed while nobody holds a lock', () => {
    const { env, undo } = NOT_STARTING[0]?.[1]() ?? expect.unreachable()
    expect(hook(env)).toEqual({ exitCode: 0, stdout: '', stderr: '' })
    undo()
  })

  it('is not missed while no lock comes near what is staged', async () => {
    await lock('docs')
    const { env, undo } = NOT_STARTING[1]?.[1]() ?? expect.unreachable()
    expect(hook(env).exitCode).toBe(0)
    undo()
  })

  it('waits for no pipe in the place of the configuration', async () => {
    await lock()
    makePipe(config)
    const { env, undo } = NOT_STARTING[0]?.[1]() ?? expect.unreachable()
    expect(hook(env).exitCode).toBe(1)
    undo()
  })

  it('refuses where all of it is gone', () => {
    renameSync(hooks, `${hooks}.away`)
    const refused = hook()
    renameSync(`${hooks}.away`, hooks)
    expect(refused.exitCode).toBe(1)
    expect(refused.stderr).toContain('git holdfast init')
  })
})

describe('a configuration that cannot be used', () => {
  it.each([
    ['no JSON', () => writeFileSync(config, '{ "onError": "warn", ')],
    ['empty', () => writeFileSync(config, '')],
    ['a list', () => writeFileSync(config, '[]')],
    ['of unknown keys', () => writeFileSync(config, '{ "onerror": "warn" }')],
    ['of wrong values', () => writeFileSync(config, '{ "onError": "warn", "ttl": "-5m" }')],
    ['of names that are none', () => writeFileSync(config, '{ "agents": ["../../etc"] }')],
    ['not UTF-8', () => writeFileSync(config, Buffer.from([0xff, 0xfe, 0x7b]))],
    ['50 MB', () => writeFileSync(config, Buffer.alloc(50_000_000, ' '))],
    ['a folder', () => mkdirSync(config)],
    ['a pipe', () => makePipe(config)],
    ['a socket', () => makeSocket(config)],
    ['a link to itself', () => symlinkSync('.holdfast.json', config)],
    ['a link to a good one', () => linkTo('{}', config)],
  ])('refuses where .holdfast.json is %s, and names it; the environment may decide otherwise', async (_what, spoil) => {
    await lock(NEAR)
    spoil()
    const refused = hook()
    expect(refused.exitCode).toBe(1)
    expect(refused.stderr).toContain('.holdfast.json')
    expect(refused.stderr).toContain('refused, because the locks could not be checked')
    expect(hook({ HOLDFAST_ON_ERROR: 'warn' })).toMatchObject({ exitCode: 0 })
  })

  it.each([
    ['ttl', '-1'],
    ['ttl', 'abc'],
    ['onError', 'maybe'],
    ['ownership', 'nobody'],
    ['warnUnlocked', 'perhaps'],
    ['agents', '../x, y z\u0007'],
  ])('refuses holdfast.%s = %s from git and from the environment, and names it', async (key, value) => {
    await lock(NEAR)
    const variable = `HOLDFAST_${key.replace(/[A-Z]/g, '_$&').toUpperCase()}`
    const byVariable = hook({ [variable]: value })
    expect(byVariable).toMatchObject({ exitCode: 1 })
    expect(byVariable.stderr).toContain(variable)
    fleet.as(null).git('config', `holdfast.${key}`, value)
    const byGit = hook()
    expect(byGit).toMatchObject({ exitCode: 1 })
    expect(byGit.stderr).toContain(`holdfast.${key}`)
  })

  it.each([
    ['an agent that is no name', { HOLDFAST_AGENT: '../../bob\u001b[2J' }],
    ['an agent of 100,000 letters', { HOLDFAST_AGENT: 'b'.repeat(100_000) }],
    ['a session of control characters', { HOLDFAST_SESSION: '\u0001\u001b]0;x\u0007'.repeat(1_000) }],
    ['a folder of mail that is a file', { HOLDFAST_COMM_ROOT: '/dev/null' }],
    ['answers of a hook that nobody asked', { HOLDFAST_ASKED: 'common /nowhere\nholdfast.agent alice' }],
    ['a line end in a name', { HOLDFAST_AGENT: 'bob\nholdfast.agent alice' }],
  ])('refuses over a lock all the same with %s', async (_what, env) => {
    await lock()
    const refused = hook(env)
    expect(refused.exitCode).toBe(1)
    expect(refused.stderr).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/)
  })

  it('refuses where git cannot read its own configuration', async () => {
    await lock()
    const broken = join(fleet.folder, 'broken config')
    writeFileSync(broken, '[holdfast\n agent = alice\n')
    expect(hook({ GIT_CONFIG_GLOBAL: broken }).exitCode).not.toBe(0)
  })

  it('finds the answer in a configuration of 200,000 letters', async () => {
    await lock()
    // Beyond what an argument or a variable of a program may hold.
    appendFileSync(join(fleet.top, '.git/config'), `[holdfast]\n\tunknown = ${'x'.repeat(200_000)}\n`)
    const refused = hook()
    expect(refused.stderr).toContain('locked by alice')
    expect(refused.exitCode).toBe(1)
  })
})

describe('the environment of a hook', () => {
  it.each([
    ['NODE_OPTIONS', '--no-such-option'],
    ['NODE_OPTIONS', '--require /nowhere.js'],
    ['NODE_EXTRA_CA_CERTS', '/nowhere'],
    ['NODE_V8_COVERAGE', '/proc/none'],
    ['GIT_LITERAL_PATHSPECS', '1'],
    ['GIT_TRACE', '1'],
    ['GIT_TRACE_SETUP', '1'],
    ['GIT_EXTERNAL_DIFF', '/nowhere'],
    ['GIT_DIFF_OPTS', '--unified=0'],
    ['TZ', 'Pacific/Kiritimati'],
    ['TZ', ':/no/such zone'],
    ['LANG', 'xx_YY'],
    ['TMPDIR', '/nowhere'],
    ['HOME', '/nowhere'],
    ['COLUMNS', '1'],
  ])('%s=%s changes no verdict', async (variable, value) => {
    await lock()
    const refused = hook({ [variable]: value })
    expect(refused.stderr).toContain('locked by alice')
    expect(refused.exitCode).toBe(1)
    await (await openHoldfast({ cwd: fleet.top, agent: 'alice' })).release('src')
    for (const free of ['docs', NEAR]) {
      await lock(free)
      expect(hook({ [variable]: value }).exitCode).toBe(0)
    }
  })

  it.each(['2>&-', '2>/dev/full', '<&- >&- 2>&-', '</dev/null', '2>&1 >/dev/null | true'])(
    'refuses where nobody hears it: %s',
    async (redirect) => {
      await lock()
      bob.run('sh', ['-c', `{ .git/hooks/pre-commit; echo "$?" > ../code; } ${redirect}`])
      expect(readFileSync(join(fleet.folder, 'code'), 'utf8')).toBe('1\n')
    },
  )
})

/** A socket whose process is gone. */
/** Somewhere else lies a file of that text. */
function linkTo(text: string, path: string): void {
  const target = join(fleet.folder, 'target')
  writeFileSync(target, text)
  symlinkSync(target, path)
}

function makeSocket(path: string): void {
  const code = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`
  spawnSync(process.execPath, ['-e', code])
}
