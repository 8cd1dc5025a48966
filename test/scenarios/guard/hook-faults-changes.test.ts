import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openHoldfast } from '../../../src/app/library/holdfast.js'
import { createFleet, type Ended, type Fleet, type Shell } from '../../support/fleet.js'

let fleet: Fleet
let bob: Shell

beforeEach(() => {
  fleet = createFleet()
  bob = fleet.as('bob')
})
afterEach(() => fleet.remove())

async function lock(resource: string, options: { literal?: boolean } = {}, cwd = fleet.top): Promise<void> {
  const alice = await openHoldfast({ cwd, agent: 'alice' })
  expect(await alice.acquire(resource, options)).toMatchObject({ acquired: true })
}

async function unlock(): Promise<void> {
  await (await openHoldfast({ cwd: fleet.top, agent: 'alice' })).releaseAll()
}

function commit(path: string, text = `${path}\n`, who = bob): Ended {
  who.write(path, text)
  who.git('add', '--all')
  return who.git('commit', '--quiet', '-m', 'x')
}

function push(...args: string[]): Ended {
  const ended = bob.git('push', '--quiet', ...args)
  expect(ended.stdout).toBe('')
  return ended
}

describe('names of files', () => {
  const NAMES = [
    'a\nb',
    'tab\there',
    '"quoted"',
    "it's",
    '-dash',
    ':(top)x',
    '*',
    'back\\slash',
    '😀.ts',
    'e\u0301-nfd',
    ' blank ',
    '$HOME',
    '%s%n',
  ]

  it.each(NAMES)('%j is locked and refused as it is', async (name) => {
    // Locks name no control characters; a folder covers such files all the same.
    await lock(/[\n\t]/.test(name) ? 'odd' : `odd/${name}`, { literal: true })
    const refused = commit(`odd/${name}`)
    expect(refused.exitCode).toBe(1)
    expect(refused.stderr).toContain('locked by alice')
    expect(refused.stderr).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/)
  })

  it('of bytes that are not UTF-8 are refused beneath a lock', async () => {
    const latin = Buffer.concat([Buffer.from(join(fleet.top, 'src/')), Buffer.from([0xe9, 0x2e, 0x63])])
    mkdirSync(join(fleet.top, 'src'))
    writeFileSync(latin, 'x\n')
    bob.git('add', '--all')
    await lock('src')
    expect(bob.git('commit', '--quiet', '-m', 'x').exitCode).toBe(1)
    await unlock()
    await lock('docs')
    expect(bob.git('commit', '--quiet', '-m', 'x').exitCode).toBe(0)
  })

  it('are one where only their composition differs, and where git takes no note of case', async () => {
    await lock('caf\u00e9')
    expect(commit('cafe\u0301').exitCode).toBe(1)
    await unlock()
    await lock('SRC/File.ts')
    expect(commit('src/file.ts').exitCode).toBe(0)
    bob.git('config', 'core.ignorecase', 'true')
    expect(commit('src/file.ts', 'again\n').exitCode).toBe(1)
  })
})

describe('a commit', () => {
  it('of 5,000 files is refused for the one that is locked', async () => {
    await lock('many/4321.ts')
    mkdirSync(join(fleet.top, 'many'))
    for (let file = 0; file < 5_000; file += 1) writeFileSync(join(fleet.top, `many/${file}.ts`), `${file}\n`)
    bob.git('add', '.')
    const refused = bob.git('commit', '--quiet', '-m', 'x')
    expect(refused.exitCode).toBe(1)
    expect(refused.stderr).toContain('many/4321.ts (added)')
    expect(refused.stderr.length).toBeLessThan(2_000)
  })

  it('in a submodule is judged by the locks of the submodule', async () => {
    bob.run('git', ['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', fleet.remote, 'inner'])
    const inner = fleet.as('bob', join(fleet.top, 'inner'))
    expect(inner.holdfast('init').exitCode).toBe(0)
    await lock('src')
    expect(commit('src/a.ts', 'a\n', inner).exitCode).toBe(0)
    await lock('src', {}, join(fleet.top, 'inner'))
    expect(commit('src/a.ts', 'b\n', inner).exitCode).toBe(1)
    await lock('inner')
    expect(commit('README.md', 'c\n').exitCode).toBe(1)
  })

  it("that concludes a merge is judged by what differs from git's own merge, also where it takes one side", async () => {
    bob.git('checkout', '--quiet', '-b', 'side')
    commit('src/a.ts', 'side\n')
    bob.git('checkout', '--quiet', 'main')
    commit('src/a.ts', 'main\n')
    await lock('src')
    for (const text of ['side\n', 'main\n', 'both\n']) {
      bob.git('merge', '--quiet', 'side')
      bob.write('src/a.ts', text)
      bob.git('add', '.')
      expect(bob.git('commit', '--quiet', '--no-edit').exitCode).toBe(1)
      expect(bob.git('merge', '--continue').exitCode).not.toBe(0)
      bob.git('merge', '--abort')
    }
  })

  it('by amending is refused, as is one that a pick or a replay with conflicts ends with', async () => {
    commit('free.ts')
    await lock('src')
    bob.write('src/a.ts', 'a\n')
    bob.git('add', '.')
    expect(bob.git('commit', '--quiet', '--amend', '--no-edit').exitCode).toBe(1)
    await unlock()
    bob.git('commit', '--quiet', '-m', 'theirs')
    bob.git('branch', 'side')
    bob.git('reset', '--quiet', '--hard', 'HEAD^')
    commit('src/a.ts', 'mine\n')
    await lock('src')
    expect(bob.git('cherry-pick', 'side').exitCode).not.toBe(0)
    bob.write('src/a.ts', 'resolved\n')
    bob.git('add', '.')
    expect(bob.run('git', ['-c', 'core.editor=true', 'cherry-pick', '--continue']).exitCode).not.toBe(0)
    bob.git('cherry-pick', '--abort')
    const replay = (how: string): Ended => {
      expect(bob.git('rebase', how, 'side').exitCode).not.toBe(0)
      bob.write('src/a.ts', 'resolved\n')
      bob.git('add', '.')
      return bob.run('git', ['-c', 'core.editor=true', 'rebase', '--continue'])
    }
    expect(replay('--merge').exitCode).not.toBe(0)
    bob.git('rebase', '--abort')
    // A replay of patches asks no hook of a commit: that of its push does.
    expect(replay('--apply').exitCode).toBe(0)
    expect(push('origin', 'main').exitCode).toBe(1)
  })

  it('of 8 processes at once is judged in each', async () => {
    await lock('src')
    const trees = Array.from({ length: 8 }, (_, index) => join(fleet.folder, `tree-${index}`))
    for (const [index, tree] of trees.entries()) {
      bob.git('worktree', 'add', '--quiet', tree, '-b', `tree-${index}`)
      const there = fleet.as('bob', tree)
      there.write(index % 2 === 0 ? 'src/a.ts' : 'docs/a.ts', `${index}\n`)
      there.git('add', '.')
    }
    const env = { ...process.env, HOLDFAST_AGENT: 'bob' }
    const codes = trees.map(async (cwd) => {
      const child = spawn('git', ['commit', '--quiet', '-m', 'x'], { cwd, env, stdio: 'ignore' })
      return (await once(child, 'exit'))[0] as number
    })
    expect(await Promise.all(codes)).toEqual([1, 0, 1, 0, 1, 0, 1, 0])
    expect(fleet.mailOf('alice')).toHaveLength(1)
  })
})

describe('a push', () => {
  beforeEach(async () => {
    commit('docs/free.md')
    commit('src/a.ts')
    await lock('src')
  })

  it.each([
    ['a new branch', ['origin', 'HEAD:new']],
    ['a branch over itself', ['origin', 'main']],
    ['one of several refs', ['origin', 'main~3:refs/heads/old', 'main:refs/heads/new', 'main~2:refs/heads/docs']],
    ['a commit by its id', ['origin', 'HEAD^{commit}:refs/heads/id']],
    ['a commit by its message, with blanks', ['origin', ':/change of:refs/heads/message']],
    ['a name with letters of many bytes', ['origin', 'main:refs/heads/ā-あ-😀']],
    ['a lightweight tag', ['origin', 'light']],
    ['an annotated tag of a tag', ['origin', 'outer']],
    ['all tags', ['origin', '--tags']],
    ['everything', ['origin', '--mirror']],
    ['by force', ['--force', 'origin', 'main']],
    ['all or nothing', ['--atomic', 'origin', 'main~3:refs/heads/old', 'main']],
    ['to a path that is no remote', ['../remote.git', 'main:refs/heads/by-path']],
    ['to a remote with blanks in its path', ['blank', 'main']],
    ['a branch together with a deletion', ['origin', ':gone', 'main']],
    ['without sending', ['--dry-run', 'origin', 'main']],
    ['a merge that changed nothing itself', ['origin', 'merged']],
  ])('is refused for %s, and nothing arrives', (_what, args) => {
    const blank = join(fleet.folder, 'a remote.git')
    bob.git('init', '--quiet', '--bare', blank)
    bob.git('remote', 'add', 'blank', blank)
    bob.git('push', '--quiet', '--no-verify', 'origin', 'HEAD~2:refs/heads/gone')
    bob.git('commit', '--quiet', '--allow-empty', '--no-verify', '-m', 'change of nothing')
    bob.git('tag', 'light')
    bob.git('tag', '-a', '-m', 'inner', 'inner')
    bob.git('tag', '-a', '-m', 'outer', 'outer', 'inner')
    bob.git('branch', 'merged', 'HEAD~3')
    bob.git('checkout', '--quiet', 'merged')
    bob.git('merge', '--quiet', '--no-ff', '--no-verify', '-m', 'merge', 'main')
    const before = bob.git('ls-remote', 'origin').stdout
    const refused = push(...args)
    expect(refused.stderr).toContain('src/a.ts (added in ')
    expect(refused.exitCode).not.toBe(0)
    expect(bob.git('ls-remote', 'origin').stdout).toBe(before)
    expect(bob.git('ls-remote', 'blank').stdout).toBe('')
  })

  it('passes for what touches no lock: older commits, deletions, tags of files', () => {
    bob.run('sh', ['-c', 'git tag blob $(git rev-parse HEAD:docs/free.md)'])
    expect(push('origin', 'HEAD~1:main').exitCode).toBe(0)
    expect(push('origin', 'HEAD~1:refs/heads/old').exitCode).toBe(0)
    expect(push('origin', 'blob').exitCode).toBe(0)
    expect(push('origin', ':old').exitCode).toBe(0)
    expect(push('origin', 'HEAD~1:main').exitCode).toBe(0)
  })

  it('is refused for changes that no commit hook saw', async () => {
    const unseen = (...args: string[]): Ended => bob.git('-c', 'core.hooksPath=/dev/null', ...args)
    await unlock()
    bob.git('checkout', '--quiet', '-b', 'side', 'HEAD~2')
    commit('src/b.ts')
    bob.git('checkout', '--quiet', '-b', 'picked', 'HEAD^')
    await lock('src')
    expect(unseen('cherry-pick', 'side').exitCode).toBe(0)
    expect(push('origin', 'picked').exitCode).toBe(1)
    bob.git('checkout', '--quiet', '-b', 'based', 'side')
    expect(bob.git('rebase', '--quiet', '--apply', 'main').exitCode).toBe(0)
    expect(push('origin', 'based').exitCode).toBe(1)
    bob.git('checkout', '--quiet', '-b', 'reverted', 'main')
    expect(unseen('revert', '--no-edit', 'HEAD').exitCode).toBe(0)
    expect(push('origin', 'reverted').exitCode).toBe(1)
    bob.git('checkout', '--quiet', '-b', 'unverified', 'HEAD~2')
    bob.write('src/c.ts', 'c\n')
    bob.git('add', '.')
    expect(unseen('commit', '--quiet', '-m', 'x').exitCode).toBe(0)
    expect(push('origin', 'unverified').exitCode).toBe(1)
  })

  it('is judged where the remote is ahead by commits that nobody fetched', () => {
    const other = join(fleet.folder, 'other')
    bob.run('git', ['clone', '--quiet', fleet.remote, other])
    const carol = fleet.as('carol', other)
    commit('src/theirs.ts', 'x\n', carol)
    expect(carol.git('push', '--quiet', 'origin', 'main').exitCode).toBe(0)
    expect(push('--force', 'origin', 'main').stderr).toContain('src/a.ts')
    // Not ours: no word on what is already there.
    expect(push('--force', 'origin', 'main').stderr).not.toContain('theirs.ts')
    expect(push('--force', 'origin', 'HEAD~1:main').exitCode).toBe(0)
  })

  it('of 2,000 refs is judged, and hooks after ours still read them all', async () => {
    const ids = bob.git('rev-parse', 'HEAD~1').stdout.trim()
    const lines = Array.from({ length: 2_000 }, (_, index) => `create refs/heads/many/ā-${index} ${ids}\n`)
    expect(bob.run('git', ['update-ref', '--stdin'], { input: lines.join('') }).exitCode).toBe(0)
    const hook = join(fleet.top, '.git/hooks/pre-push')
    renameSync(hook, `${hook}.ours`)
    writeFileSync(hook, '#!/bin/sh\nwc -l > ../seen\n', { mode: 0o755 })
    expect(bob.holdfast('init', '--yes').exitCode).toBe(0)
    const passed = push('--dry-run', 'origin', 'refs/heads/many/*:refs/heads/many/*')
    expect(passed.exitCode, passed.stderr).toBe(0)
    expect(spawnSync('cat', [join(fleet.folder, 'seen')], { encoding: 'utf8' }).stdout.trim()).toBe('2000')
    await unlock()
    expect(push('--dry-run', 'origin', 'refs/heads/many/*:refs/heads/many/*').exitCode).toBe(0)
    expect(push('--dry-run', 'origin', 'refs/heads/many/*:refs/heads/many/*', 'main').exitCode).toBe(0)
  })

  it('ends where the object that is pushed is not there', () => {
    const zeros = '0'.repeat(40)
    const input = `refs/heads/x ${'1'.repeat(40)} refs/heads/x ${zeros}\n`
    const ended = bob.run('sh', ['.git/hooks/pre-push', 'origin', fleet.remote], { input })
    expect(ended).toMatchObject({ exitCode: 1, stdout: '' })
    expect(bob.run('sh', ['.git/hooks/pre-push', 'origin', fleet.remote], { input: 'garbage\n' }).exitCode).toBe(1)
    expect(bob.run('sh', ['.git/hooks/pre-push'], { input: '' }).exitCode).toBe(0)
  })

  it('from a symbolic link to the repository is judged as any other', () => {
    symlinkSync(fleet.top, join(fleet.folder, 'link'))
    expect(fleet.as('bob', join(fleet.folder, 'link')).git('push', '--quiet', 'origin', 'main').exitCode).toBe(1)
  })
})
