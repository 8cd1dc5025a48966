import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFleet, type Fleet, type Shell } from '../../support/fleet.js'

let fleet: Fleet
let alice: Shell
let bob: Shell

beforeEach(() => {
  fleet = createFleet()
  alice = fleet.as('alice')
  bob = fleet.as('bob')
})
afterEach(() => fleet.remove())

function commit(who: Shell, path: string, text = `${path}\n`): ReturnType<Shell['git']> {
  who.write(path, text)
  who.git('add', '--', path)
  return who.git('commit', '--quiet', '-m', `change ${path}`)
}

describe('a commit over a lock of another agent', () => {
  it('is refused, and says who, what, why, until when, and what to do', () => {
    alice.holdfast('lock', 'src/auth', '-m', 'new login')
    const refused = commit(bob, 'src/auth/login.ts')
    expect(refused.exitCode).toBe(1)
    expect(refused.stderr).toContain('commit refused')
    expect(refused.stderr).toContain('src/auth/login.ts (added)')
    expect(refused.stderr).toContain('locked by alice: WRITE on "src/auth", "new login"')
    expect(refused.stderr).toMatch(/until \d\d:\d\d \(\d+ min left\)/)
    expect(refused.stderr).toContain('git holdfast lock src/auth/login.ts --wait=10m')
    expect(refused.stderr).toContain("git holdfast send alice --type REQUEST 'please release src/auth'")
    expect(bob.git('log', '--oneline').stdout.split('\n')).toHaveLength(2)
  })

  it('leaves the index as it was, byte for byte', () => {
    alice.holdfast('lock', 'src')
    bob.write('src/a.ts', 'a\n')
    bob.git('add', '.')
    const before = readFileSync(join(fleet.top, '.git/index'))
    expect(bob.git('hook', 'run', 'pre-commit').exitCode).toBe(1)
    expect(readFileSync(join(fleet.top, '.git/index')).equals(before)).toBe(true)
  })

  it('passes for the holder, for other paths, after unlock, and after the expiry', () => {
    alice.holdfast('lock', 'src/auth')
    expect(commit(alice, 'src/auth/a.ts').exitCode).toBe(0)
    expect(commit(bob, 'docs/b.md').exitCode).toBe(0)
    expect(commit(bob, 'src/auth/b.ts').exitCode).toBe(1)
    alice.holdfast('unlock', 'src/auth')
    expect(bob.git('commit', '--quiet', '-m', 'now').exitCode).toBe(0)
  })

  it.each([
    ['a deletion', (who: Shell) => who.git('rm', '--quiet', 'locked/file.txt')],
    ['the old side of a rename', (who: Shell) => who.git('mv', 'locked/file.txt', 'free.txt')],
    ['a change of mode', (who: Shell) => who.git('update-index', '--chmod=+x', 'locked/file.txt')],
  ])('is refused for %s', (_what, change) => {
    commit(alice, 'locked/file.txt')
    alice.holdfast('lock', 'locked')
    change(bob)
    expect(bob.git('commit', '--quiet', '-m', 'x')).toMatchObject({ exitCode: 1 })
  })

  it('is refused under commit -a and commit -- path, and for what those commit only', () => {
    commit(alice, 'locked/file.txt')
    commit(alice, 'free.txt')
    alice.holdfast('lock', 'locked')
    bob.write('locked/file.txt', 'changed\n')
    bob.write('free.txt', 'changed\n')
    expect(bob.git('commit', '--quiet', '-m', 'x', '--', 'locked/file.txt').exitCode).toBe(1)
    expect(bob.git('commit', '--quiet', '-a', '-m', 'x').exitCode).toBe(1)
    expect(bob.git('commit', '--quiet', '-m', 'x', '--', 'free.txt').exitCode).toBe(0)
  })

  it('is refused from a linked worktree and from a sub-directory', () => {
    alice.holdfast('lock', 'src')
    bob.git('worktree', 'add', '--quiet', '../linked', '-b', 'linked')
    const inWorktree = fleet.as('bob', join(fleet.folder, 'linked'))
    expect(commit(inWorktree, 'src/a.ts').exitCode).toBe(1)
    bob.write('src/deep/b.ts', 'b\n')
    const inFolder = fleet.as('bob', join(fleet.top, 'src/deep'))
    inFolder.git('add', 'b.ts')
    expect(inFolder.git('commit', '--quiet', '-m', 'x').exitCode).toBe(1)
  })

  it('is refused for a READ lock of another agent too', () => {
    alice.holdfast('lock', 'src', '--action', 'READ')
    expect(commit(bob, 'src/a.ts').exitCode).toBe(1)
  })

  it('passes with a warning that nobody can read', () => {
    alice.holdfast('lock', 'src')
    bob.write('docs/a.md', 'a')
    bob.git('add', '.')
    expect(bob.run('sh', ['-c', 'git commit --quiet -m x 2>/dev/full']).exitCode).toBe(0)
  })

  it('is let through once by HOLDFAST_BYPASS, logged and told', () => {
    alice.holdfast('lock', 'src')
    bob.write('src/a.ts', 'a\n')
    bob.git('add', '.')
    const passed = bob.run('git', ['commit', '-m', 'x'], { env: { HOLDFAST_BYPASS: 'production is down' } })
    expect(passed.exitCode).toBe(0)
    expect(passed.stderr).toContain('production is down')
    expect(bob.holdfast('log').stdout).toMatch(/bypassed .*bob .*production is down/)
    expect(fleet.mailOf('alice')[0]?.['payload']).toMatchObject({ bypass: 'production is down' })
  })

  it('says which committed files were never locked while others are at work', () => {
    alice.holdfast('lock', 'src')
    const passed = commit(bob, 'docs/swept.md')
    expect(passed.exitCode).toBe(0)
    expect(passed.stderr).toContain('you hold no lock on 1 changed path: docs/swept.md')
    bob.holdfast('lock', 'docs')
    expect(commit(bob, 'docs/mine.md').stderr).toBe('')
  })
})

describe('the ALERT of a refusal', () => {
  it('reaches every known agent but the sender once, and names paths and locks', () => {
    fleet.as('carol').holdfast('send', 'dave', 'hello')
    alice.holdfast('lock', 'src/auth', '-m', 'new login')
    commit(bob, 'src/auth/login.ts')
    const [alert, ...more] = fleet.mailOf('alice')
    expect(more).toEqual([])
    expect(alert).toMatchObject({ from: 'bob', to: 'alice', type: 'ALERT', priority: 1 })
    expect(alert?.['payload']).toMatchObject({
      agent: 'bob',
      hook: 'pre-commit',
      branch: 'main',
      paths: [
        { path: 'src/auth/login.ts', locks: [{ agent: 'alice', resource: 'src/auth', description: 'new login' }] },
      ],
    })
    expect(alert?.['payload'].tree).toBe(bob.git('write-tree').stdout.trim())
    expect(fleet.mailOf('dave').map((message) => message['type'])).toEqual(['ALERT', 'TASK'])
    expect(fleet.mailOf('bob')).toEqual([])
    expect(alice.json('inbox', '--type', 'ALERT').messages).toHaveLength(1)
  })

  it('is not sent again for the same conflict, and is for another one', () => {
    alice.holdfast('lock', 'src')
    commit(bob, 'src/a.ts')
    bob.git('commit', '-m', 'again')
    expect(fleet.mailOf('alice')).toHaveLength(1)
    commit(bob, 'src/b.ts')
    expect(fleet.mailOf('alice')).toHaveLength(2)
  })

  it('goes to those named in the configuration as well', () => {
    writeFileSync(join(fleet.top, '.holdfast.json'), '{ "agents": ["lead"] }')
    alice.holdfast('lock', 'src')
    commit(bob, 'src/a.ts')
    expect(fleet.mailOf('lead')).toHaveLength(1)
  })

  it('does not change the verdict when it cannot be sent', () => {
    alice.holdfast('lock', 'src')
    writeFileSync(join(fleet.home, 'comm'), 'no folder')
    const refused = commit(bob, 'src/a.ts')
    expect(refused.exitCode).toBe(1)
    expect(refused.stderr).toContain('no ALERT could be sent')
    expect(refused.stderr).toContain('locked by alice')
  })
})

describe('a push', () => {
  it('is refused for commits that were made before the lock, and told', () => {
    commit(bob, 'src/a.ts')
    alice.holdfast('lock', 'src')
    const refused = bob.git('push', '--quiet', 'origin', 'main')
    expect(refused.exitCode).toBe(1)
    expect(refused.stderr).toContain('push refused')
    expect(refused.stderr).toMatch(/src\/a\.ts \(added in [0-9a-f]{10}\)/)
    expect(fleet.mailOf('alice')[0]?.['payload']).toMatchObject({ hook: 'pre-push', branch: 'refs/heads/main' })
    alice.holdfast('unlock', '--all')
    expect(bob.git('push', '--quiet', 'origin', 'main').exitCode).toBe(0)
  })

  it('is refused for a change that a later commit takes back', () => {
    commit(bob, 'src/a.ts')
    bob.git('revert', '--no-edit', 'HEAD')
    alice.holdfast('lock', 'src')
    expect(bob.git('push', '--quiet', 'origin', 'main').exitCode).toBe(1)
  })

  it('is refused for what only a remote of a longer name has', () => {
    bob.git('init', '--quiet', '--bare', join(fleet.folder, 'other.git'))
    bob.git('remote', 'add', 'origin/x', join(fleet.folder, 'other.git'))
    commit(bob, 'src/a.ts')
    expect(bob.git('push', '--quiet', 'origin/x', 'main').exitCode).toBe(0)
    alice.holdfast('lock', 'src')
    expect(bob.git('push', '--quiet', 'origin', 'main').exitCode).toBe(1)
  })

  it('passes where the holder made the commits, by the trailer', () => {
    bob.write('src/a.ts', 'a\n')
    bob.git('add', '.')
    bob.git('commit', '--quiet', '-m', 'x', '--trailer', 'Holdfast-Agent: Alice')
    alice.holdfast('lock', 'src')
    expect(bob.git('push', '--quiet', 'origin', 'main').exitCode).toBe(0)
  })

  it('passes for deletions of branches and for commits that the remote has', () => {
    commit(bob, 'src/a.ts')
    bob.git('push', '--quiet', 'origin', 'main', 'main:other')
    alice.holdfast('lock', 'src')
    expect(bob.git('push', '--quiet', 'origin', ':other').exitCode).toBe(0)
    expect(bob.git('push', '--quiet', 'origin', 'main:third').exitCode).toBe(0)
  })
})
