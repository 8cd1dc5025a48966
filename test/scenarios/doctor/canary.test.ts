import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { agentLockName } from '../../../src/records/agentlock-record.js'
import { createFleet, findGuard, type Ended, type Fleet, type Shell } from '../../support/fleet.js'
import { readTree } from '../../support/tree.js'

let fleet: Fleet
let bob: Shell
let hook: string

beforeEach(() => {
  fleet = createFleet()
  bob = fleet.as('bob')
  hook = join(fleet.top, '.git/hooks/pre-commit')
})
afterEach(() => fleet.remove())

interface Told {
  readonly check: string
  readonly isGood: boolean
  readonly text: string
}

function canaries(shell = bob, env: Record<string, string> = {}): readonly Told[] {
  const { stdout } = shell.run('git-holdfast', ['doctor', '--json'], { env })
  return (JSON.parse(stdout) as { findings: Told[] }).findings.filter(({ check }) => check === 'canary')
}

/** A git that is older, or otherwise, than the one that is installed. */
function withGit(script: string): Record<string, string> {
  const folder = join(fleet.folder, 'other-git')
  mkdirSync(folder)
  const real = spawnSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).stdout.trim()
  writeFileSync(join(folder, 'git'), `#!/bin/sh\n${script}\nexec '${real}' "$@"\n`, { mode: 0o755 })
  return { PATH: `${folder}:${join(fleet.folder, 'bin')}:${process.env['PATH'] ?? ''}` }
}

describe("the canary of doctor's", () => {
  it('is refused where the guard holds, in every worktree, and leaves nothing behind', () => {
    fleet.as('alice').holdfast('lock', 'src')
    bob.write('src/half done.ts', 'staged\n')
    bob.git('add', '.')
    bob.write('README.md', 'not staged\n')
    bob.git('worktree', 'add', '--quiet', '../linked', '-b', 'linked')
    for (const key of ['core.splitIndex', 'core.untrackedCache']) bob.git('config', key, 'true')
    writeFileSync(join(fleet.top, '.git/hooks/post-index-change'), '#!/bin/sh\necho ran >> ../noted\n', { mode: 0o755 })
    const env = { TMPDIR: join(fleet.folder, 'temporary') }
    mkdirSync(env.TMPDIR)
    const before = readTree(fleet.folder)
    const told = canaries(bob, env)
    expect(told.map(({ isGood }) => isGood)).toEqual([true, true])
    expect(told[1]?.text).toContain('linked')
    expect(readTree(fleet.folder)).toEqual(before)
    expect(fleet.mailOf('alice')).toEqual([])
    expect(bob.holdfast('log').stdout).not.toContain('canary')
  })

  it('is refused before the first commit, on no branch, and where policy or a bypass would let it through', () => {
    bob.write('.holdfast.json', '{"onError":"warn"}')
    bob.git('checkout', '--quiet', '--detach')
    expect(canaries(bob, { HOLDFAST_BYPASS: 'in a hurry', HOLDFAST_ON_ERROR: 'warn' })).toMatchObject([
      { isGood: true },
    ])
    bob.git('checkout', '--quiet', '--orphan', 'other')
    expect(canaries()).toMatchObject([{ isGood: true }])
  })

  it('passes where somebody put an end before the guard, and --fix mends that', () => {
    writeFileSync(hook, readFileSync(hook, 'utf8').replace('\n', '\nexit 0\n'))
    const told = bob.holdfast('doctor')
    expect(told.exitCode).toBe(1)
    expect(told.stdout).toMatch(/ok +hooks/)
    expect(told.stdout).toMatch(/BAD +canary/)
    expect(bob.holdfast('doctor', '--fix').exitCode).toBe(0)
    expect(canaries()).toMatchObject([{ isGood: true }])
    expect(readFileSync(hook, 'utf8')).toContain('exit 0')
  })

  it('passes where the guard itself lets everything through', () => {
    writeFileSync(findGuard(fleet.home), '')
    expect(canaries()).toMatchObject([{ isGood: false }])
  })

  it('is not fooled by a hook that ends with 1 for another reason', () => {
    writeFileSync(hook, readFileSync(hook, 'utf8').replace('\n', '\necho tests are red >&2; exit 1\n'))
    expect(canaries()).toMatchObject([{ isGood: false, text: expect.stringContaining('tests are red') as string }])
  })

  it('never gets as far as the hooks of others, not even through a broken guard', () => {
    bob.holdfast('uninstall')
    writeFileSync(hook, '#!/bin/sh\ngit stash\necho ran >> "$HOME/noted-by-canary"\n', { mode: 0o755 })
    const before = readTree(fleet.top)
    expect(bob.holdfast('doctor').exitCode).toBe(1)
    expect(readTree(fleet.top)).toEqual(before)
    bob.holdfast('init', '--yes')
    writeFileSync(findGuard(fleet.home), '')
    const broken = readTree(fleet.top)
    expect(canaries()).toMatchObject([{ isGood: false }])
    expect(readTree(fleet.top)).toEqual(broken)
    expect(readdirSync(process.env['HOME'] ?? '')).not.toContain('noted-by-canary')
  })

  it('runs the hook file itself where git has no `hook run`', () => {
    const env = withGit(
      'for a do [ "$a" != hook ] || { echo "git: \'hook\' is not a git command. See \'git --help\'." >&2; exit 1; }; done',
    )
    expect(canaries(bob, env)).toMatchObject([{ isGood: true }])
    writeFileSync(hook, '#!/bin/sh\nexit 0\n# >>> holdfast >>>\n# <<< holdfast <<<\n')
    expect(canaries(bob, env)).toMatchObject([{ isGood: false }])
  })

  it('works in a linked worktree of a bare repository', () => {
    const bare = join(fleet.folder, 'bare.git')
    bob.run('git', ['clone', '--quiet', '--bare', fleet.remote, bare])
    bob.run('git', ['-C', bare, 'worktree', 'add', '--quiet', '../of-bare', 'main'])
    const there = fleet.as('bob', join(fleet.folder, 'of-bare'))
    expect(there.holdfast('init').exitCode).toBe(0)
    expect(canaries(there)).toMatchObject([{ isGood: true }])
  })
})

describe('the variable of the canary', () => {
  it('lets no commit through, so that nobody can hide behind it', () => {
    const tryWith = (env: Record<string, string>): Ended =>
      bob.run('git', ['commit', '--allow-empty', '-m', 'x'], { env: { HOLDFAST_CANARY: fleet.folder, ...env } })
    expect(tryWith({}).exitCode).toBe(1)
    expect(tryWith({ HOLDFAST_BYPASS: 'mine' }).exitCode).toBe(1)
    fleet.as('alice').holdfast('lock', 'src')
    expect(tryWith({}).exitCode).toBe(1)
    expect(tryWith({ HOLDFAST_BYPASS: 'mine' }).exitCode).toBe(1)
  })
})

describe('doctor', () => {
  it('says how many locks are over, which is no fault', () => {
    const record = {
      schemaVersion: '1.0',
      lockId: 'from-elsewhere',
      ownerAgent: { agent_id: 'alice', process_id: 0, session_id: '', host: 'elsewhere' },
      intent: { action: 'WRITE', scope: [], description: '', priority: 5 },
      resource: 'src',
      createdTimestamp: '2020-01-01T00:00:00Z',
      expiryTimestamp: '2020-02-01T00:00:00Z',
    }
    mkdirSync(join(fleet.home, 'locks'), { recursive: true })
    writeFileSync(join(fleet.home, 'locks', `${agentLockName('src')}.agent_lock`), JSON.stringify(record, null, 2))
    const told = bob.holdfast('doctor')
    expect(told).toMatchObject({ exitCode: 0 })
    expect(told.stdout).toContain('1 of them expired')
  })
})
