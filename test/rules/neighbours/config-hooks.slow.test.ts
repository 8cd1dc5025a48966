import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFleet, type Ended, type Fleet, type Shell } from '../../support/fleet.js'
import { npmProgram } from '../../support/tools.js'
import { readTree } from '../../support/tree.js'
import { inProject } from '../../support/project.js'

const GIT_254 = inProject('test/support/git-254.mjs')

let fleet: Fleet
let bob: Shell
/** A git that runs hooks of its configuration: see test/support/git-254.mjs for what of it is real. */
let newer: Record<string, string>

beforeEach(() => {
  fleet = createFleet({ init: false })
  bob = fleet.as('bob')
  newer = putNewerGitOnPath()
})
afterEach(() => fleet.remove())

function putNewerGitOnPath(): Record<string, string> {
  const folder = join(fleet.folder, 'newer-git')
  mkdirSync(folder)
  const real = spawnSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).stdout.trim()
  const script = `#!/bin/sh
case " $* " in *' hook '* | ' --version '*) REAL_GIT='${real}' exec '${process.execPath}' '${GIT_254}' "$@" ;; esac
exec '${real}' "$@"
`
  writeFileSync(join(folder, 'git'), script, { mode: 0o755 })
  return { PATH: `${folder}:${join(fleet.folder, 'bin')}:${process.env['PATH'] ?? ''}` }
}

const run = (shell: Shell, program: string, ...args: string[]): Ended => shell.run(program, args, { env: newer })
const init = (...args: string[]): Ended => run(bob, 'git-holdfast', 'init', '--yes', ...args)
const commitHook = (shell = bob): Ended => run(shell, 'git', 'hook', 'run', 'pre-commit')

function stageOverLock(shell = bob): void {
  fleet.as('alice').holdfast('lock', 'src')
  shell.write('src/a.ts', `${Math.random()}\n`)
  shell.git('add', 'src')
}

const config = (): string => readFileSync(join(fleet.top, '.git/config'), 'utf8')

describe('init --hooks config', () => {
  it('is refused by a git that knows no such hooks, with the version that does', () => {
    const before = readTree(fleet.top)
    const version = /\d+\.(\d+)/.exec(bob.git('--version').stdout)
    if (Number(version?.[1]) >= 54) return
    const refused = bob.holdfast('init', '--yes', '--hooks', 'config')
    expect(refused.exitCode).toBe(2)
    expect(refused.stderr).toContain('older than 2.54')
    expect(readTree(fleet.top)).toEqual(before)
  })

  it('writes what git itself reads as one hook for each event, and no hook file', () => {
    expect(init('--hooks', 'config')).toMatchObject({ exitCode: 0 })
    for (const hook of ['pre-commit', 'pre-push']) {
      expect(bob.git('config', '--local', '--get-all', `hook.holdfast-${hook}.event`).stdout).toBe(`${hook}\n`)
      const command = bob.git('config', '--local', '--get-all', `hook.holdfast-${hook}.command`).stdout
      expect(command).toBe(`HOLDFAST_BY=config sh "$(git rev-parse --git-common-dir)/holdfast/hooks/${hook}"\n`)
      expect(existsSync(join(fleet.top, '.git/hooks', hook))).toBe(false)
    }
    expect(bob.git('config', '--global', '--list').stdout).not.toContain('holdfast')
    expect(bob.git('status').exitCode).toBe(0)
  })

  it('refuses a commit and a push over a foreign lock, from every worktree, whatever core.hooksPath says', () => {
    init('--hooks', 'config')
    bob.git('config', 'core.hooksPath', '/dev/null')
    expect(commitHook()).toMatchObject({ exitCode: 0 })
    stageOverLock()
    expect(commitHook().stderr).toContain('locked by alice')
    bob.git('worktree', 'add', '--quiet', '../linked', '-b', 'linked')
    const linked = fleet.as('bob', join(fleet.folder, 'linked'))
    stageOverLock(linked)
    expect(commitHook(linked)).toMatchObject({ exitCode: 1 })
    bob.git('commit', '--quiet', '--no-verify', '-m', 'x')
    const zeros = '0'.repeat(40)
    bob.write('../pushed', `refs/heads/main ${bob.git('rev-parse', 'HEAD').stdout.trim()} refs/heads/main ${zeros}\n`)
    const push = ['hook', 'run', '--to-stdin=../pushed', 'pre-push', '--', 'origin', fleet.remote]
    expect(run(bob, 'git', ...push).stderr).toContain('locked by alice')
  })

  it('runs beside hooks of others, in the configuration and in the folder', () => {
    bob.git('config', 'hook.theirs.command', 'echo "config $#" >> ../notes')
    bob.git('config', 'hook.theirs.event', 'pre-commit')
    mkdirSync(join(fleet.top, '.git/hooks'), { recursive: true })
    writeFileSync(join(fleet.top, '.git/hooks/pre-commit'), '#!/bin/sh\necho folder >> ../notes\n', { mode: 0o755 })
    init('--hooks', 'config')
    expect(commitHook()).toMatchObject({ exitCode: 0 })
    expect(readFileSync(join(fleet.folder, 'notes'), 'utf8')).toBe('config 0\nfolder\n')
    stageOverLock()
    expect(commitHook()).toMatchObject({ exitCode: 1 })
  })

  it('asks once where a committed hook of husky names the guard as well', () => {
    expect(run(bob, npmProgram('husky')).exitCode).toBe(0)
    init()
    init('--hooks', 'config')
    expect(readFileSync(join(fleet.top, '.husky/pre-commit'), 'utf8')).toContain('holdfast')
    stageOverLock()
    const refused = commitHook()
    expect(refused.exitCode).toBe(1)
    expect(refused.stderr.match(/locked by alice/g)).toHaveLength(1)
    // An older git on the same clone runs the one in the folder alone.
    expect(bob.git('hook', 'run', 'pre-commit').stderr).toContain('locked by alice')
  })

  it('takes the place of hook files of ours, and gives it back', () => {
    const before = config()
    init()
    init('--hooks', 'config')
    expect(existsSync(join(fleet.top, '.git/hooks/pre-commit'))).toBe(false)
    const wired = config()
    init()
    expect(config()).toBe(wired)
    init('--hooks', 'git')
    expect(config()).toBe(before)
    stageOverLock()
    expect(bob.git('commit', '-qm', 'x').exitCode).toBe(1)
  })

  it.each([
    ['as git wrote it', (text: string) => text],
    ['without a last line end', (text: string) => text.trimEnd()],
    ['with comments and odd spaces', (text: string) => `# mine\n${text}\n[a "b"] c = d ; e\n`],
  ])('is undone byte for byte in a configuration %s', (_what, change) => {
    const path = join(fleet.top, '.git/config')
    writeFileSync(path, change(config()))
    const before = config()
    init('--hooks', 'config')
    expect(bob.git('config', 'hook.holdfast-pre-push.event').stdout).toBe('pre-push\n')
    expect(run(bob, 'git-holdfast', 'uninstall').exitCode).toBe(0)
    expect(config()).toBe(before)
  })

  it('keeps what somebody set later, below and above', () => {
    init('--hooks', 'config')
    bob.git('config', 'later.key', 'value')
    bob.git('config', 'core.later', 'too')
    init()
    run(bob, 'git-holdfast', 'uninstall')
    expect(bob.git('config', 'later.key').stdout).toBe('value\n')
    expect(bob.git('config', 'core.later').stdout).toBe('too\n')
    expect(config()).not.toContain('[hook')
  })
})

describe('doctor, where the configuration names the guard', () => {
  it('proves it with a canary, and runs no hook of others on it', () => {
    init('--hooks', 'config')
    bob.git('config', 'hook.theirs.command', 'echo ran >> "$HOLDFAST_CANARY/../../noted"')
    bob.git('config', 'hook.theirs.event', 'pre-commit')
    const told = bob.run('git-holdfast', ['doctor'], { env: { ...newer, TMPDIR: fleet.folder } })
    expect(told, told.stdout).toMatchObject({ exitCode: 0 })
    expect(told.stdout).toContain('is guarded (config)')
    expect(told.stdout).toMatch(/ok +canary/)
    expect(existsSync(join(fleet.folder, 'noted'))).toBe(false)
  })

  it('finds one that is switched off', () => {
    init('--hooks', 'config')
    bob.git('config', '--global', 'hook.holdfast-pre-commit.enabled', 'false')
    bob.git('config', 'hook.holdfast-pre-commit.enabled', 'false')
    const told = run(bob, 'git-holdfast', 'doctor')
    bob.git('config', '--global', '--unset', 'hook.holdfast-pre-commit.enabled')
    expect(told.stdout).toMatch(/BAD +canary/)
  })

  it('says of a git that does not know such hooks that nothing is guarded, and mends that', () => {
    init('--hooks', 'config')
    expect(bob.holdfast('doctor').exitCode).toBe(1)
    expect(bob.holdfast('doctor', '--fix')).toMatchObject({ exitCode: 0 })
    stageOverLock()
    expect(bob.git('commit', '-qm', 'x').exitCode).toBe(1)
  })
})
