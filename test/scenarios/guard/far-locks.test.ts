import { spawnSync } from 'node:child_process'
import { chmodSync, readFileSync, rmSync, symlinkSync, writeFileSync, mkdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openHoldfast, type Holdfast } from '../../../src/app/library/holdfast.js'
import { findGuard, type Fleet } from '../../support/fleet.js'
import { createHookRig, FAST, REFUSED, SLOW, type HookRig, type Outcome } from '../../support/hook-rig.js'

/** Every awk of this machine. */
const AWKS = [['mawk'], ['gawk', '--posix'], ['original-awk'], ['busybox', 'awk']].filter(
  ([program = '', ...args]) => spawnSync(program, [...args, 'BEGIN { exit }'], { stdio: 'ignore' }).status === 0,
)

let rig: HookRig
let fleet: Fleet

beforeAll(() => {
  rig = createHookRig()
  fleet = rig.fleet
})
afterAll(() => rig.fleet.remove())
beforeEach(() => stage('work/deep/a b.ts'))
afterEach(() => rig.clear())

function api(agent: string): Promise<Holdfast> {
  return openHoldfast({ cwd: fleet.top, agent })
}

async function lock(agent: string, ...resources: readonly string[]): Promise<void> {
  const result = await (await api(agent)).acquire(resources)
  if (!result.acquired) throw new Error(`${agent} does not get ${resources.join(' ')}`)
}

/** Nothing but these paths differ from the last commit. A path may be one that no disk would take. */
function stage(...paths: readonly string[]): void {
  const bob = fleet.as('bob')
  bob.git('read-tree', 'HEAD')
  const blob = bob.run('git', ['hash-object', '-w', '--stdin'], { input: 'staged' }).stdout.trim()
  const lines = paths.map((path) => `100644 ${blob}\t${path}\0`).join('')
  const { exitCode, stderr } = bob.run('git', ['update-index', '-z', '--index-info'], { input: lines })
  if (exitCode !== 0) throw new Error(stderr)
}

/** How the hook ends, where nobody asks what the guard alone would say. */
function hook(): number {
  return fleet.as('bob').git('hook', 'run', 'pre-commit').exitCode
}

/** What the hook says, and what the guard alone says. */
function told(): { hook: string; guard: string } {
  const bob = fleet.as('bob')
  const guard = findGuard(fleet.home)
  return {
    hook: bob.git('hook', 'run', 'pre-commit').stderr,
    guard: bob.run(process.execPath, [guard, 'pre-commit']).stderr,
  }
}

describe('a commit over locks of others starts no Node', () => {
  it.each([
    ['a path', ['src/auth.ts']],
    ['globs below a folder', ['src/**/*.ts', 'docs/*.md', 'lib/[a-c]/{x,y}']],
    ['a sibling of a folder that is committed', ['work/deep/a', 'work/deep/a b.tsx', 'work/dee', 'work/deep/a b.ts/x']],
    ['names with blanks', ['my docs/some file.md', 'work/a b']],
  ])('where they are %s', async (_what, resources) => {
    await lock('alice', ...resources)
    expect(rig.ask()).toEqual(FAST)
  })

  it('where its own stand beside them, also under a name in another case', async () => {
    await lock('Bob', 'work')
    await lock('alice', 'src')
    expect(rig.ask()).toEqual(FAST)
    expect(told()).toEqual({ hook: '', guard: '' })
  })

  it('where there are 2,000', async () => {
    await lock('alice', ...Array.from({ length: 2_000 }, (_, index) => `area${index}/src`))
    expect(rig.ask()).toEqual(FAST)
  })

  it('where 3,000 files are staged', async () => {
    await lock('alice', 'src/**')
    stage(...Array.from({ length: 3_000 }, (_, index) => `work/${index % 50}/file ${index}.txt`))
    expect(rig.ask()).toEqual(FAST)
  })

  it.each(AWKS.map(([program = '', ...args]) => [program, args] as const))('with %s', async (program, args) => {
    await lock('alice', 'src/**', 'docs/*.md')
    await lock('bob', 'own/*.ts', 'own/deep')
    stage('work/a.txt', 'own/deep/x', 'b')
    const bin = binWith({ awk: `exec ${[program, ...args].join(' ')} "$@"` })
    expect(rig.ask({ PATH: bin })).toEqual(FAST)
    stage('work/a.txt', 'docs/x')
    expect(rig.ask({ PATH: bin })).toEqual(SLOW)
    stage('src/a.txt')
    expect(rig.ask({ PATH: bin })).toEqual(REFUSED)
  })
})

/** A PATH on which some programs are others. */
function binWith(scripts: Readonly<Record<string, string>>): string {
  const folder = join(fleet.folder, 'other programs')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  for (const [name, text] of Object.entries(scripts))
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 })
  return `${folder}${delimiter}${process.env['PATH'] ?? ''}`
}

describe('without Node, the hook says as the guard does', () => {
  it.each([
    ['one path', ['work/a.txt']],
    ['five paths', ['a', 'b', 'c', 'd/e', 'f g']],
    ['more than five', ['a', 'b', 'c', 'd/e', 'f g', 'h', 'i']],
    ['some that are locked', ['own/a', 'own/b', 'ours.md', 'work/c']],
    ['only what is locked', ['own/a', 'ours.md']],
    ['nothing', []],
  ])('which files the agent never locked: %s', async (_what, paths) => {
    await lock('alice', 'src/**')
    await lock('bob', 'own', 'ours.md')
    stage(...paths)
    const { hook, guard } = told()
    expect(hook).toBe(guard)
    expect(rig.ask()).toEqual(FAST)
    expect(hook).toBe(told().guard)
  })
})

describe('the guard is asked', () => {
  it.each([
    ['where the lock is on it', 'work/deep/a b.ts', REFUSED],
    ['where the lock is above it', 'work', REFUSED],
    ['where a glob begins above it', 'work/**/*.md', SLOW],
    ['where a glob begins at the root', '*.md', SLOW],
    ['where a lock covers all', '**', REFUSED],
    ['where a pattern begins with what a shell reads otherwise', 'we"ird/x', SLOW],
    ['where a pattern begins with what is no ASCII', 'süd/x', SLOW],
  ] satisfies [string, string, Outcome][])('%s', async (_what, resource, outcome) => {
    await lock('alice', resource)
    expect(rig.ask()).toEqual(outcome)
  })

  it('where git quotes a path', async () => {
    await lock('alice', 'src', 'süd', 'quo"te')
    for (const path of ['süd/x', 'quo"te/x', 'src/tab\there']) {
      stage(path)
      expect(rig.ask(), path).toEqual(REFUSED)
    }
    stage('nörd/x')
    expect(rig.ask()).toEqual(SLOW)
    rig.configure('core.quotePath', 'false')
    stage('süd/x')
    expect(rig.ask()).toEqual(REFUSED)
    fleet.as('bob').git('config', '--unset', 'core.quotePath')
  })

  it('where names are compared without case, by the same rules', async () => {
    await lock('alice', 'WORK/Deep')
    expect(rig.ask()).toEqual(FAST)
    rig.configure('core.ignorecase', 'true')
    expect(rig.ask()).toEqual(REFUSED)
    fleet.as('bob').git('config', 'core.ignorecase', 'false')
  })

  it('where another program holds a lock, or something lies among the lock files', async () => {
    await lock('alice', 'docs')
    const other = rig.writeAgentLock('carol')
    expect(rig.ask()).toEqual(SLOW)
    rmSync(other)
    expect(rig.ask()).toEqual(FAST)
    for (const name of ['x.agent_lock', '.hidden.agent_lock', 'two\nlines.agent_lock']) {
      const path = join(rig.locks, name)
      writeFileSync(path, 'no lock')
      expect(rig.ask(), name).toEqual(REFUSED)
      rmSync(path)
    }
  })

  it.each([
    ['the environment', { HOLDFAST_WARN_UNLOCKED: 'false' }],
    ['the environment, as a list', { HOLDFAST_REQUIRE_LOCK: 'work/**' }],
    ['the environment, as an owner', { HOLDFAST_OWNERSHIP: 'session' }],
  ])('where the policy may be another, by %s', async (_layer, env) => {
    await lock('alice', 'docs')
    expect(rig.ask(env)).toMatchObject({ startsNode: true })
  })

  it('where the policy may be another, by git or by file', async () => {
    await lock('alice', 'docs')
    rig.configure('holdfast.warnUnlocked', 'false')
    expect(rig.ask()).toEqual(SLOW)
    expect(told()).toEqual({ hook: '', guard: '' })
    fleet.as('bob').git('config', '--unset', 'holdfast.warnUnlocked')
    for (const text of [
      '{ "warnUnlocked": false }',
      '{ "warn\\u0055nlocked": false }',
      '{ "requireLock": ["work"] }',
    ]) {
      writeFileSync(join(fleet.top, '.holdfast.json'), text)
      expect(rig.ask(), text).toMatchObject({ startsNode: true })
    }
  })

  it('where nobody is named', async () => {
    await lock('alice', 'docs')
    expect(rig.ask({ HOLDFAST_AGENT: '' })).toEqual(SLOW)
  })

  it.each(['awk', 'sha256sum', 'date'])('where there is no %s, or it fails halfway', async (program) => {
    await lock('alice', 'docs')
    expect(rig.ask({ PATH: binWith({ [program]: 'exit 127' }) })).toEqual(SLOW)
    const half = `head -c 0; ${spawnSync('sh', ['-c', `command -v ${program}`])
      .stdout.toString()
      .trim()} "$@"; exit 3`
    expect(rig.ask({ PATH: binWith({ [program]: half }) })).toEqual(SLOW)
  })

  it('where git cannot say what is staged', async () => {
    await lock('alice', 'docs')
    const git = spawnSync('sh', ['-c', 'command -v git']).stdout.toString().trim()
    const failing = `case "$*" in *diff-index*name-only*) echo work/x; exit 128;; esac; exec ${git} "$@"`
    // Started by git, a hook finds git's own folder first.
    expect(rig.ask({ PATH: binWith({ git: failing }) }, fleet.top, ['sh'])).toEqual(SLOW)
  })

  it('before the first commit', async () => {
    const top = join(fleet.folder, 'young')
    fleet.as('bob', fleet.folder).git('init', '--quiet', top)
    const bob = fleet.as('bob', top)
    expect(bob.holdfast('init').exitCode).toBe(0)
    rig.markNode(join(top, '.git/holdfast'))
    const locked = await (await openHoldfast({ cwd: top, agent: 'alice' })).acquire('docs')
    expect(locked.acquired).toBe(true)
    bob.write('work/a', 'x')
    bob.git('add', '.')
    expect(rig.watch(() => bob.git('commit', '--quiet', '-m', 'x'))).toMatchObject({ exitCode: 0, startsNode: true })
  })
})

describe('a damaged table', () => {
  it('refuses wherever a byte of it is another, also where no lock comes near', async () => {
    await lock('alice', 'docs/*.md', 'lib')
    await lock('carol', 'api')
    const path = rig.newestGeneration()
    chmodSync(path, 0o644)
    const bytes = readFileSync(path)
    // Every byte that the shell itself reads, and some of those that it does not.
    const index = bytes.indexOf('],"locks":[')
    const places = Array.from({ length: bytes.length }, (_, place) => place)
    for (const place of places.filter((at) => at % (at < index ? 17 : 131) === 0)) {
      const damaged = Buffer.from(bytes)
      damaged[place] = (damaged[place] ?? 0) ^ 1
      writeFileSync(path, damaged)
      expect(hook(), `byte ${place}`).toBe(1)
    }
    writeFileSync(path, bytes)
    expect(rig.ask()).toEqual(FAST)
  })

  it('refuses where it is cut, longer or a link', async () => {
    await lock('alice', 'docs/*.md', 'lib')
    const path = rig.newestGeneration()
    chmodSync(path, 0o644)
    const bytes = readFileSync(path)
    for (const length of [0, 1, 73, 74, 75, 110, bytes.length - 1]) {
      writeFileSync(path, bytes.subarray(0, length))
      expect(hook(), `${length} bytes`).toBe(1)
    }
    writeFileSync(path, Buffer.concat([bytes, Buffer.from('\n')]))
    expect(hook()).toBe(1)
    writeFileSync(`${path}.real`, bytes)
    rmSync(path)
    symlinkSync(`${path}.real`, path)
    expect(hook()).toBe(1)
  })
})

describe('whatever is locked and whatever is staged', () => {
  const segment = fc.constantFrom(
    'a',
    'b',
    'A',
    'a b',
    '*',
    '**',
    '?',
    '*.ts',
    '[ab]',
    '{a,b}',
    '@(a|b)',
    'ü',
    'a"',
    'x.ts',
  )
  const pattern = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'))
  const name = fc.constantFrom('a', 'b', 'A', 'a b', 'ü', 'a"', 'x.ts', 'c')
  const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'))
  const locks = fc.array(fc.tuple(fc.constantFrom('alice', 'bob', 'Bob', 'carol'), pattern), {
    minLength: 1,
    maxLength: 3,
  })

  it('the hook decides as the guard does', async () => {
    let fast = 0
    await fc.assert(
      fc.asyncProperty(locks, path, fc.boolean(), async (wanted, staged, ignoresCase) => {
        rmSync(rig.locks, { recursive: true, force: true })
        fleet.as('bob').git('config', 'core.ignorecase', String(ignoresCase))
        for (const [agent, resource] of wanted) await (await api(agent)).acquire(resource, { maxRetries: 0 })
        stage(staged)
        const { hook, guard, startsNode } = rig.ask()
        expect(hook).toBe(guard)
        if (!startsNode) fast += 1
      }),
      { numRuns: 60, seed: 7, endOnFailure: true },
    )
    // Neither way may be one that never happens.
    expect(fast).toBeGreaterThan(5)
    fleet.as('bob').git('config', 'core.ignorecase', 'false')
  })
})
