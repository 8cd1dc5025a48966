import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFleet, type Ended, type Fleet, type Shell } from '../../support/fleet.js'
import { readTree } from '../../support/tree.js'
import { inProject } from '../../support/project.js'

const HUSKY = inProject('node_modules/husky/bin.js')

let fleet: Fleet
let alice: Shell
let bob: Shell

beforeEach(() => {
  fleet = createFleet({ init: false })
  alice = fleet.as('alice')
  bob = fleet.as('bob')
  installHusky()
})
afterEach(() => fleet.remove())

/** Husky's own installer, as `npm run prepare` starts it. */
function installHusky(shell = bob): void {
  expect(shell.run(process.execPath, [HUSKY])).toMatchObject({ exitCode: 0 })
}

function commit(path: string, who = bob): Ended {
  who.write(path, `${Math.random()}\n`)
  who.git('add', '--all')
  return who.git('commit', '--quiet', '-m', 'x')
}

function notes(): string {
  const path = join(fleet.folder, 'notes')
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

describe('init beside husky', () => {
  it('guards where husky has no hook yet, and uninstall leaves none', () => {
    const before = readTree(join(fleet.top, '.husky'))
    expect(bob.json('init', '--yes')).toMatchObject({ owner: 'husky', written: true })
    expect(bob.holdfast('doctor').exitCode).toBe(0)
    expect(commit('early/a.ts').exitCode).toBe(0)
    alice.holdfast('lock', 'src', 'early')
    expect(commit('src/a.ts').exitCode).toBe(1)
    expect(bob.git('push', '--quiet', 'origin', 'main').exitCode).toBe(1)
    expect(bob.holdfast('uninstall').exitCode).toBe(0)
    expect(readTree(join(fleet.top, '.husky'))).toEqual(before)
  })

  it('runs before what husky runs, which gets arguments, input and its own exit code', () => {
    bob.write('.husky/pre-commit', 'echo "commit" >> ../notes\n')
    bob.write('.husky/pre-push', 'echo "push $1" >> ../notes\ncat >> ../notes\nexit "$(cat ../code)"')
    chmodSync(join(fleet.top, '.husky/pre-commit'), 0o644)
    writeFileSync(join(fleet.folder, 'code'), '0')
    const before = readTree(join(fleet.top, '.husky'))
    expect(bob.holdfast('init', '--yes').exitCode).toBe(0)
    expect(commit('docs/a.md').exitCode).toBe(0)
    expect(bob.git('push', '--quiet', 'origin', 'main').exitCode).toBe(0)
    expect(notes()).toMatch(/^commit\npush origin\nrefs\/heads\/main [0-9a-f]{40} refs\/heads\/main [0-9a-f]{40}\n$/)
    writeFileSync(join(fleet.folder, 'code'), '7')
    expect(bob.git('push', '--quiet', 'origin', 'main:new').exitCode).toBe(1)
    const ran = notes()
    alice.holdfast('lock', 'src')
    expect(commit('src/a.ts').exitCode).toBe(1)
    expect(notes()).toBe(ran)
    expect(bob.holdfast('uninstall').exitCode).toBe(0)
    expect(readTree(join(fleet.top, '.husky'))).toEqual(before)
  })

  it('holds after husky installs itself again, and changes nothing when run again', () => {
    expect(bob.holdfast('init', '--yes').exitCode).toBe(0)
    const before = readTree(join(fleet.top, '.husky'))
    installHusky()
    expect(bob.holdfast('init').exitCode).toBe(0)
    expect(readTree(join(fleet.top, '.husky'))).toEqual(before)
    alice.holdfast('lock', 'src')
    expect(commit('src/a.ts').exitCode).toBe(1)
  })

  it('is missed by doctor in a linked worktree, where husky runs nothing until it is installed there', () => {
    expect(bob.holdfast('init', '--yes').exitCode).toBe(0)
    expect(commit('docs/a.md').exitCode).toBe(0)
    expect(bob.git('worktree', 'add', '--quiet', '../linked', '-b', 'linked').exitCode).toBe(0)
    const linked = fleet.as('bob', join(fleet.folder, 'linked'))
    const told = bob.holdfast('doctor')
    expect(told.exitCode).toBe(1)
    expect(told.stdout).toContain('no hook runs there')
    // Nothing but husky can mend it, so that neither says it did.
    expect(bob.holdfast('doctor', '--fix').exitCode).toBe(1)
    const refused = linked.holdfast('init', '--yes')
    expect(refused.exitCode).toBe(2)
    expect(refused.stderr).toContain('npx husky')
    installHusky(linked)
    expect(bob.holdfast('doctor').exitCode).toBe(0)
    alice.holdfast('lock', 'src')
    expect(commit('src/a.ts', linked).exitCode).toBe(1)
  })

  it('is missed by doctor where the file that git runs is gone or asleep', () => {
    expect(bob.holdfast('init', '--yes').exitCode).toBe(0)
    chmodSync(join(fleet.top, '.husky/_/pre-commit'), 0o644)
    expect(bob.holdfast('doctor').exitCode).toBe(1)
    rmSync(join(fleet.top, '.husky/_/pre-commit'))
    expect(bob.holdfast('doctor').exitCode).toBe(1)
    installHusky()
    expect(bob.holdfast('doctor').exitCode).toBe(0)
  })

  it('lets a clone commit that nobody guarded yet, and says so', () => {
    expect(bob.holdfast('init', '--yes').exitCode).toBe(0)
    expect(commit('docs/a.md').exitCode).toBe(0)
    expect(bob.git('push', '--quiet', '--no-verify', 'origin', 'main').exitCode).toBe(0)
    bob.run('git', ['clone', '--quiet', fleet.remote, '../clone'])
    const clone = fleet.as('carol', join(fleet.folder, 'clone'))
    installHusky(clone)
    const passed = commit('src/a.ts', clone)
    expect(passed.exitCode).toBe(0)
    expect(passed.stderr).toContain('this clone is not guarded yet')
    expect(clone.git('push', '--quiet', 'origin', 'main').exitCode).toBe(0)
    expect(clone.holdfast('init').exitCode).toBe(0)
    fleet.as('alice', join(fleet.folder, 'clone')).holdfast('lock', 'src')
    expect(commit('src/b.ts', clone).exitCode).toBe(1)
  })

  it('refuses plain hooks, which would never run, and husky where there is none', () => {
    expect(bob.holdfast('init', '--yes', '--hooks', 'git').stderr).toContain('husky')
    bob.git('config', '--unset', 'core.hooksPath')
    const refused = bob.holdfast('init', '--yes', '--hooks', 'husky')
    expect(refused.exitCode).toBe(2)
    expect(existsSync(fleet.home)).toBe(false)
  })

  it('takes the guard out of plain hooks and husky alike', () => {
    bob.git('config', '--unset', 'core.hooksPath')
    const before = readTree(join(fleet.top, '.git/hooks'))
    expect(bob.holdfast('init', '--yes').exitCode).toBe(0)
    installHusky()
    expect(bob.holdfast('init', '--yes').exitCode).toBe(0)
    expect(bob.holdfast('uninstall').exitCode).toBe(0)
    expect(readTree(join(fleet.top, '.git/hooks'))).toEqual(before)
    expect(existsSync(join(fleet.top, '.husky/pre-commit'))).toBe(false)
    expect(commit('src/a.ts').exitCode).toBe(0)
  })

  it('writes through no link out of the repository', () => {
    const outside = join(fleet.folder, 'outside')
    mkdirSync(outside)
    writeFileSync(join(outside, 'pre-commit'), 'true\n')
    symlinkSync(join(outside, 'pre-commit'), join(fleet.top, '.husky/pre-commit'))
    expect(bob.holdfast('init', '--yes').exitCode).toBe(2)
    expect(readFileSync(join(outside, 'pre-commit'), 'utf8')).toBe('true\n')
    expect(existsSync(dirname(join(fleet.home, 'hooks')))).toBe(false)
  })
})
