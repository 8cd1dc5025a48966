import { spawn } from 'node:child_process'
import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { gate, publish } from '../../../src/index.js'
import { createHookRig, type HookRig } from '../../support/hook-rig.js'
import type { Shell } from '../../support/fleet.js'

let rig: HookRig
let alice: Shell
let bob: Shell
let server: Shell

beforeEach(() => {
  rig = createHookRig()
  alice = rig.fleet.as('alice')
  bob = rig.fleet.as('bob')
  server = rig.fleet.as(null, rig.fleet.remote)
  bob.git('reset', '--quiet')
})
afterEach(() => rig.fleet.remove())

const refs = (): readonly string[] =>
  server.git('for-each-ref', '--format=%(refname)', 'refs/holdfast').stdout.split('\n').filter(Boolean)

function shown(): { revision: number; locks: Record<string, unknown>[] } {
  return JSON.parse(server.git('show', `${refs()[0] ?? ''}:locks.json`).stdout)
}

const resources = (): readonly unknown[] =>
  shown()
    .locks.map((lock) => lock['resource'])
    .sort()

let count = 0
function push(who: Shell): ReturnType<Shell['git']> {
  count += 1
  who.write(`free-${count}.txt`, 'x\n')
  who.git('add', `free-${count}.txt`)
  who.git('commit', '--quiet', '--no-verify', '-m', 'x')
  return who.git('push', '--quiet', 'origin', 'HEAD:main')
}

describe('git holdfast publish', () => {
  it('writes the active locks to one ref of the remote, and says so', () => {
    alice.holdfast('lock', 'src', 'lib/**', '-m', 'a reason')
    const said = alice.holdfast('publish')
    expect(said).toMatchObject({ exitCode: 0 })
    expect(said.stdout).toMatch(/refs\/holdfast\/locks\/[0-9a-f]{32} shows 2 active locks/)
    expect(refs()).toHaveLength(1)
    expect(resources()).toEqual(['lib/**', 'src'])
    expect(shown().locks[0]).toMatchObject({ agent: 'alice', action: 'WRITE', description: 'a reason' })
  })

  it('changes nothing that is right already, and nothing at all with --dry-run', () => {
    alice.holdfast('lock', 'src')
    expect(alice.json('publish', '--dry-run').remotes[0].state).toBe('published')
    expect(refs()).toEqual([])
    expect(alice.json('publish').remotes[0].state).toBe('published')
    const before = server.git('rev-parse', refs()[0] ?? '').stdout
    expect(alice.json('publish').remotes[0].state).toBe('current')
    expect(alice.json('publish', '--delete', '--dry-run').remotes[0].state).toBe('deleted')
    expect(server.git('rev-parse', refs()[0] ?? '').stdout).toBe(before)
  })

  it('uses the same ref in every worktree, and takes it away with --delete', () => {
    alice.git('worktree', 'add', '--quiet', '../linked')
    alice.holdfast('lock', 'src')
    alice.holdfast('publish')
    const linked = rig.fleet.as('carol', join(rig.fleet.folder, 'linked'))
    linked.holdfast('lock', 'docs')
    expect(linked.holdfast('publish').exitCode).toBe(0)
    expect(refs()).toHaveLength(1)
    expect(resources()).toEqual(['docs', 'src'])
    expect(linked.json('publish', '--delete').remotes[0].state).toBe('deleted')
    expect(refs()).toEqual([])
  })

  it('shows nothing of another program that is no path of the repository', () => {
    rig.writeAgentLock('eve', (record) => ({ ...record, resource: '/home/eve/secret' }))
    rig.writeAgentLock('eve', (record) => ({ ...record, resource: '../elsewhere' }), 'b'.repeat(16))
    rig.writeAgentLock(
      'eve',
      (record) => ({ ...record, resource: 'in', intent: { action: 'WRITE', scope: ['/etc/passwd', 'too'] } }),
      'c'.repeat(16),
    )
    alice.holdfast('publish')
    expect(resources()).toEqual(['in'])
    expect(JSON.stringify(shown())).not.toMatch(/secret|elsewhere|passwd/)
  })

  it('does not put an earlier state over a later one', () => {
    alice.holdfast('lock', 'src')
    alice.holdfast('publish')
    const blob = server.run('git', ['hash-object', '-w', '--stdin'], {
      input: JSON.stringify({ ...shown(), revision: 999 }),
    })
    const tree = server.run('git', ['mktree'], { input: `100644 blob ${blob.stdout.trim()}\tlocks.json\n` })
    const commit = server.git('commit-tree', '-m', 'x', tree.stdout.trim()).stdout.trim()
    server.git('update-ref', refs()[0] ?? '', commit)
    alice.holdfast('lock', 'lib')
    const refused = alice.holdfast('publish')
    expect(refused).toMatchObject({ exitCode: 3 })
    expect(refused.stderr).toContain('shows revision 999 of this store')
    expect(shown().revision).toBe(999)
    expect(push(alice)).toMatchObject({ exitCode: 0 })
    expect(shown().revision).toBe(999)
    alice.holdfast('publish', '--delete')
    expect(alice.holdfast('publish').exitCode).toBe(0)
  })

  it('of many at once ends with what the store says', async () => {
    const main = JSON.parse(JSON.stringify(process.env)) as NodeJS.ProcessEnv
    const one = (agent: string): Promise<unknown> =>
      new Promise((resolve) => {
        const script = `git holdfast lock ${agent} && git holdfast publish`
        const env = {
          ...main,
          HOLDFAST_AGENT: agent,
          PATH: `${join(rig.fleet.folder, 'bin')}:${process.env['PATH'] ?? ''}`,
        }
        spawn('sh', ['-c', script], { cwd: rig.fleet.top, env, stdio: 'ignore' }).on('close', resolve)
      })
    const codes = await Promise.all(['a1', 'a2', 'a3', 'a4', 'a5'].map(one))
    expect(codes.filter((code) => code !== 0 && code !== 3)).toEqual([])
    expect(resources()).toEqual(['a1', 'a2', 'a3', 'a4', 'a5'])
    expect(refs()).toHaveLength(1)
  })

  it('replaces what is shown on a server that refuses whatever does not go on from it', () => {
    server.git('config', 'receive.denyNonFastForwards', 'true')
    server.git('config', 'receive.denyDeletes', 'true')
    alice.holdfast('lock', 'src')
    push(alice)
    alice.holdfast('lock', 'lib')
    expect(push(alice)).toMatchObject({ exitCode: 0, stderr: '' })
    expect(resources()).toEqual(['lib', 'src'])
    alice.git('gc', '--quiet', '--prune=now')
    alice.holdfast('unlock', '--all')
    expect(alice.holdfast('publish').exitCode).toBe(0)
    expect(resources()).toEqual([])
  })

  it.each([
    ['no such remote', ['publish', 'nowhere'], 2, 'no remote "nowhere"'],
    ['an option for a name', ['publish', '--', '--upload-pack=x:y'], 2, 'no remote'],
    ['a remote that is not there', ['publish', './gone.git'], 3, 'cannot be asked'],
  ])('says of %s what is wrong', (_what, args, exitCode, text) => {
    const refused = alice.holdfast(...args)
    expect(refused).toMatchObject({ exitCode })
    expect(refused.stderr).toContain(text)
    expect(refused.stderr).toContain('Try:')
  })
})

describe('a push', () => {
  it('publishes the locks of whoever holds any, tells it once, and runs no hook a second time', () => {
    const mark = join(rig.fleet.folder, 'pushes')
    alice.holdfast('uninstall')
    writeFileSync(join(rig.fleet.top, '.git/hooks/pre-push'), `#!/bin/sh\necho x >> '${mark}'\n`, { mode: 0o755 })
    alice.holdfast('init')
    alice.holdfast('lock', 'src')
    const told = push(alice)
    expect(told).toMatchObject({ exitCode: 0 })
    expect(told.stderr).toContain('published to "origin"')
    expect(resources()).toEqual(['src'])
    expect(server.run('cat', [mark]).stdout).toBe('x\n')
    alice.holdfast('lock', 'lib')
    expect(push(alice).stderr).toBe('')
    expect(resources()).toEqual(['lib', 'src'])
  })

  it('publishes the locks of others too, and at last that there are none', () => {
    alice.holdfast('lock', 'src')
    push(bob)
    expect(resources()).toEqual(['src'])
    alice.holdfast('unlock', '--all')
    expect(push(bob)).toMatchObject({ exitCode: 0, stderr: '' })
    expect(resources()).toEqual([])
  })

  it('starts no Node where nobody has a lock and nothing is shown, nor with the policy off', () => {
    const pushing = (): boolean => rig.watch(() => push(alice)).startsNode
    expect(pushing()).toBe(false)
    alice.holdfast('lock', 'src')
    expect(pushing()).toBe(true)
    alice.holdfast('unlock', '--all')
    expect(pushing()).toBe(true)
    expect(pushing()).toBe(false)
    alice.holdfast('lock', 'src')
    rig.configure('holdfast.publish', 'off')
    expect(pushing()).toBe(false)
    expect(resources()).toEqual([])
  })

  it('is not asked to publish by the policy off in .holdfast.json', () => {
    alice.write('.holdfast.json', '{ "publish": "off" }')
    alice.holdfast('lock', 'src')
    expect(push(alice)).toMatchObject({ exitCode: 0, stderr: '' })
    expect(refs()).toEqual([])
  })

  it('to a remote that refuses such refs passes, tells it once, and tries again only after a publish by hand', () => {
    server.git('config', 'transfer.hideRefs', 'refs/holdfast')
    alice.holdfast('lock', 'src')
    const told = push(alice)
    expect(told).toMatchObject({ exitCode: 0 })
    expect(told.stderr).toContain('does not take refs/holdfast/locks/')
    expect(push(alice)).toMatchObject({ exitCode: 0, stderr: '' })
    server.git('config', '--unset', 'transfer.hideRefs')
    push(alice)
    expect(refs()).toEqual([])
    expect(alice.holdfast('publish').exitCode).toBe(0)
    alice.holdfast('lock', 'lib')
    push(alice)
    expect(resources()).toEqual(['lib', 'src'])
  })

  it('that is refused publishes nothing', () => {
    bob.write('src/late.ts', 'x\n')
    bob.git('add', 'src/late.ts')
    bob.git('commit', '--quiet', '--no-verify', '-m', 'x')
    alice.holdfast('lock', 'src')
    expect(bob.git('push', '--quiet', 'origin', 'HEAD:main').exitCode).toBe(1)
    expect(refs()).toEqual([])
  })

  it('finds out that the remote has lost the ref', () => {
    alice.holdfast('lock', 'src')
    push(alice)
    server.git('update-ref', '-d', refs()[0] ?? '')
    alice.holdfast('lock', 'lib')
    expect(push(alice)).toMatchObject({ exitCode: 0, stderr: '' })
    expect(resources()).toEqual(['lib', 'src'])
  })

  it('forgets what it cannot read of its memory', () => {
    alice.holdfast('lock', 'src')
    push(alice)
    const folder = join(rig.locks, '.holdfast/published')
    for (const name of readdirSync(folder)) writeFileSync(join(folder, name), '{"id":')
    expect(push(alice)).toMatchObject({ exitCode: 0 })
    expect(resources()).toEqual(['src'])
    rmSync(folder, { recursive: true })
    writeFileSync(folder, 'no folder')
    alice.holdfast('lock', 'lib')
    expect(push(alice)).toMatchObject({ exitCode: 0 })
    expect(existsSync(join(rig.fleet.remote, 'HEAD'))).toBe(true)
  })
})

describe('doctor', () => {
  const ofCi = (): readonly Record<string, unknown>[] =>
    alice.json('doctor').findings.filter((finding: Record<string, unknown>) => finding['check'] === 'ci')

  it('says whether the remote shows the locks, without asking it', () => {
    const gone = `${rig.fleet.remote}.gone`
    expect(ofCi()).toMatchObject([{ isGood: true, text: 'no active lock, and "origin" shows none' }])
    alice.holdfast('lock', 'src')
    expect(ofCi()).toMatchObject([{ isGood: true, text: expect.stringContaining('the next push updates them') }])
    alice.holdfast('publish')
    renameSync(rig.fleet.remote, gone)
    expect(ofCi()).toMatchObject([{ isGood: true, text: '"origin" shows the active locks' }])
    renameSync(gone, rig.fleet.remote)
    rig.configure('holdfast.publish', 'off')
    expect(ofCi()).toMatchObject([{ isGood: true, text: expect.stringContaining('publish: off') }])
  })

  it('names a remote that refuses them, and what to type', () => {
    server.git('config', 'transfer.hideRefs', 'refs/holdfast')
    alice.holdfast('lock', 'src')
    push(alice)
    expect(ofCi()).toMatchObject([{ isGood: false, fix: 'git holdfast publish' }])
  })
})

describe('a program', () => {
  it('publishes, and asks the gate', async () => {
    alice.holdfast('lock', 'src')
    expect(await publish({ cwd: rig.fleet.top })).toMatchObject({ remotes: [{ state: 'published' }] })
    const clone = join(rig.fleet.folder, 'clone')
    bob.git('clone', '--quiet', rig.fleet.remote, clone)
    const there = rig.fleet.as('bob', clone)
    there.write('src/x.ts', 'x\n')
    there.git('add', '.')
    there.git('commit', '--quiet', '-m', 'x')
    expect(await gate({ cwd: clone, base: 'origin/main' })).toMatchObject({ verdict: 'refused', paths: ['src/x.ts'] })
  })
})
