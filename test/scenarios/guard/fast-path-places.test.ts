import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openHoldfast } from '../../../src/app/library/holdfast.js'
import type { Fleet, Shell } from '../../support/fleet.js'
import {
  createHookRig,
  FAST,
  REFUSED,
  SLOW,
  type HookRig,
  type Variables,
  type Watched,
} from '../../support/hook-rig.js'

type Told = Pick<Watched, 'exitCode' | 'startsNode'>

let rig: HookRig
let fleet: Fleet

beforeAll(() => {
  rig = createHookRig()
  fleet = rig.fleet
})
afterAll(() => rig.fleet.remove())
afterEach(() => rig.clear())

describe('the folder of the locks', () => {
  const byGit = (path: string): Variables => (rig.configure('holdfast.locksDir', path), {})
  const byVariable = (path: string): Variables => ({ HOLDFAST_LOCKS_DIR: path })

  it.each([
    ['git', byGit],
    ['the environment', byVariable],
  ])('is where %s says: absolute, relative, or from home', async (_layer, name) => {
    const shared = join(fleet.folder, 'shared locks')
    await rig.lock('alice', 'src', { locksDir: shared })
    expect(rig.ask(name(shared))).toEqual(REFUSED)
    expect(rig.ask(name(`${shared}/`))).toEqual(REFUSED)
    expect(rig.ask(name(relative(fleet.top, shared)))).toEqual(REFUSED)
    expect(rig.ask({ ...name('~/shared locks'), HOME: fleet.folder })).toEqual(REFUSED)
    expect(rig.ask(name(join(fleet.folder, 'not there yet')))).toEqual(SLOW)
    rmSync(shared, { recursive: true })
  })

  it('is what git says where the variable is set to nothing', async () => {
    const elsewhere = join(fleet.folder, 'elsewhere')
    mkdirSync(elsewhere, { recursive: true })
    rig.configure('holdfast.locksDir', elsewhere)
    expect(rig.ask({ HOLDFAST_LOCKS_DIR: '' })).toEqual(FAST)
    await rig.lock('alice', 'src', { locksDir: elsewhere })
    expect(rig.ask({ HOLDFAST_LOCKS_DIR: '' })).toEqual(REFUSED)
  })

  it('is found by names that end with a blank, hold a line end or lead through a link', async () => {
    const odd = ['blank ', 'two\nlines', 'real/deep'].map((name) => join(fleet.folder, name))
    for (const folder of odd) await rig.lock('alice', 'src', { locksDir: folder })
    mkdirSync(join(fleet.folder, 'blank'), { recursive: true })
    mkdirSync(join(fleet.folder, 'two'), { recursive: true })
    symlinkSync(join(fleet.folder, 'real/deep'), join(fleet.folder, 'link'))
    for (const folder of [...odd.slice(0, 2), join(fleet.folder, 'link')])
      expect(rig.ask(byGit(folder)), folder).toEqual(REFUSED)
    mkdirSync(join(fleet.folder, 'real/empty'), { recursive: true })
    mkdirSync(join(fleet.folder, 'empty'), { recursive: true })
    // By its letters `empty` beside the link, by the disk `real/empty`.
    await rig.lock('alice', 'src', { locksDir: join(fleet.folder, 'empty') })
    expect(rig.ask(byVariable(`${join(fleet.folder, 'link')}/../empty`))).toEqual(REFUSED)
  })

  it('is asked of git where a key has no value', async () => {
    writeFileSync(
      join(fleet.top, '.git/config'),
      `${readFileSync(join(fleet.top, '.git/config'), 'utf8')}[holdfast]\n\tlocksDir\n`,
    )
    await rig.lock('alice', 'src', { locksDir: join(fleet.top, 'true') })
    expect(rig.ask()).toEqual(REFUSED)
    rmSync(join(fleet.top, 'true'), { recursive: true })
  })
})

describe('the hook finds the store', () => {
  it.each([`'single' and "double" $HOME \`date\` ; & | <x>`, '-dash', 'ünï ❤ [a-z]* {b,c}? back\\slash'])(
    'in a repository named %s',
    async (name) => {
      const top = createRepository(join(fleet.folder, name))
      expect(rig.ask({}, top)).toEqual(FAST)
      await (await openHoldfast({ cwd: top, agent: 'alice' })).acquire('src')
      expect(rig.ask({}, top)).toEqual(REFUSED)
    },
  )

  it('in a repository whose name got a line end, and then refuses what it cannot check', async () => {
    const top = createRepository(join(fleet.folder, 'one line'))
    await (await openHoldfast({ cwd: top, agent: 'alice' })).acquire('src')
    const renamed = join(fleet.folder, 'two\nlines of it')
    renameSync(top, renamed)
    expect(rig.ask({}, renamed)).toMatchObject({ hook: 'refuses', startsNode: true })
  })

  it('from a linked worktree, also one whose repository has moved', async () => {
    const linked = join(fleet.folder, 'linked $tree')
    expect(fleet.as('bob').git('worktree', 'add', '--quiet', linked, '-b', 'linked').exitCode).toBe(0)
    stage(linked)
    expect(askIn(linked)).toEqual({ exitCode: 0, startsNode: false })
    await rig.lock('alice')
    stage(linked, 'again')
    expect(askIn(linked)).toEqual({ exitCode: 1, startsNode: true })
  })

  it('of a submodule, and not that of the repository around it', async () => {
    const inner = join(fleet.top, 'inner')
    fleet
      .as('bob')
      .run('git', ['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', fleet.remote, 'inner'])
    stage(inner)
    expect(fleet.as('bob', inner).holdfast('init').exitCode).toBe(0)
    rig.markNode(join(fleet.top, '.git/modules/inner/holdfast'))
    await rig.lock('alice')
    expect(askIn(inner)).toEqual({ exitCode: 0, startsNode: false })
    await (await openHoldfast({ cwd: inner, agent: 'alice' })).acquire('src')
    stage(inner, 'again')
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
    await rig.lock('alice')
    for (const [env, cwd] of ways)
      expect(commit(outside, env, cwd), JSON.stringify(env)).toMatchObject({ exitCode: 1, startsNode: true })
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
    rig.markNode(join(top, '.git/holdfast'))
    return top
  }

  function stage(top: string, text = 'inside'): void {
    const shell = fleet.as('bob', top)
    shell.write('src/a b.ts', `${text}\n`)
    expect(shell.git('add', '.').exitCode).toBe(0)
  }

  function askIn(top: string): Told {
    return commit(fleet.as('bob', top), {}, top)
  }

  function commit(shell: Shell, env: Variables, cwd: string): Told {
    const { exitCode, startsNode } = rig.watch(() => shell.run('git', ['commit', '--quiet', '-m', 'x'], { env, cwd }))
    return { exitCode, startsNode }
  }
})
