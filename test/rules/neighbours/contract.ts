import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFleet, type Ended, type Fleet, type Shell } from '../../support/fleet.js'
import { expectSeen } from '../../support/seen.js'
import { requireProgram } from '../../support/tools.js'
import { readTree } from '../../support/tree.js'

/** Somebody else's hooks beside ours. They note in `../notes` that they ran, with what. */
export interface Neighbour {
  /** The row of docs/NEIGHBOURS.md. */
  readonly name: string
  /** Beyond npm's. */
  readonly program?: string
  /** Commits what configures it, and installs it as its users do. */
  readonly install: (shell: Shell, fleet: Fleet) => void
  /** Its installer again, the way it runs again in daily life; null: a hook by hand has none. */
  readonly reinstall: ((shell: Shell, fleet: Fleet) => void) | null
  /** What theirs notes of a commit; null: it has no hook for that. */
  readonly ofCommit: RegExp | null
  /** Looks at what theirs did with the arguments and the standard input of a push. `line`: the input. */
  readonly expectPushSeen: (fleet: Fleet, line: string) => void
  /** How theirs gets into a linked worktree, where that is not by itself. */
  readonly installInWorktree?: (shell: Shell, fleet: Fleet) => void
}

let fleet: Fleet
let alice: Shell
let bob: Shell

/** Every cell of one row, seen on the real program. */
export function describeNeighbour(neighbour: Neighbour): void {
  const cells: Record<string, string> = {}
  describe(`beside ${neighbour.name}`, () => {
    beforeEach((context) => {
      if (neighbour.program !== undefined) requireProgram(context, neighbour.program)
      fleet = createFleet({ init: false })
      alice = fleet.as('alice')
      bob = fleet.as('bob')
      neighbour.install(bob, fleet)
    })
    afterEach(() => fleet.remove())

    it('both run, and one refusal is enough', () => {
      cells['bothRun'] = seeBoth(neighbour)
    })
    it('both get the arguments and the standard input', () => {
      cells['input'] = seeInput(neighbour)
    })
    it('ours outlives their installer, or doctor finds and mends it', () => {
      cells['reinstall'] = seeReinstall(neighbour)
    })
    it('uninstall gives back what was there', () => {
      cells['uninstall'] = seeUninstall(neighbour)
    })
    it('a linked worktree is guarded, or doctor names it', () => {
      cells['worktree'] = seeWorktree(neighbour)
    })
    it('is what docs/NEIGHBOURS.md says', async () => {
      expect(Object.keys(cells)).toHaveLength(5)
      await expectSeen('neighbours', neighbour.name.replaceAll(' ', '-'), cells)
    })
  })
}

function seeBoth(neighbour: Neighbour): string {
  init()
  expect(commit('docs/a.md')).toMatchObject({ exitCode: 0 })
  if (neighbour.ofCommit !== null) expect(notesOf(fleet)).toMatch(neighbour.ofCommit)
  alice.holdfast('lock', 'src')
  expectRefused(commit('src/a.ts'))
  return 'yes'
}

function seeInput(neighbour: Neighbour): string {
  init()
  expect(commit('src/early.ts')).toMatchObject({ exitCode: 0 })
  alice.holdfast('lock', 'src')
  // The commit is older than the lock: only what the push says on its standard input tells ours of it.
  expectRefused(bob.git('push', '--quiet', 'origin', 'main'))
  alice.holdfast('unlock', 'src')
  const id = bob.git('rev-parse', 'HEAD').stdout.trim()
  const old = bob.git('rev-parse', 'origin/main').stdout.trim()
  const pushed = bob.git('push', 'origin', 'main')
  expect(pushed, pushed.stderr).toMatchObject({ exitCode: 0 })
  neighbour.expectPushSeen(fleet, `refs/heads/main ${id} refs/heads/main ${old}`)
  return 'yes'
}

function seeReinstall(neighbour: Neighbour): string {
  init()
  neighbour.reinstall?.(bob, fleet)
  const isKept = isGuarded()
  if (!isKept) {
    expect(bob.holdfast('doctor').exitCode).toBe(1)
    const mended = bob.holdfast('doctor', '--fix')
    expect(mended, mended.stdout).toMatchObject({ exitCode: 0 })
    expect(isGuarded()).toBe(true)
  }
  expect(bob.holdfast('doctor')).toMatchObject({ exitCode: 0 })
  expect(commit('docs/a.md')).toMatchObject({ exitCode: 0 })
  if (neighbour.ofCommit !== null) expect(notesOf(fleet)).toMatch(neighbour.ofCommit)
  if (neighbour.reinstall === null) return 'has no installer'
  return isKept ? 'stays' : 'drops it; `doctor` finds that, `--fix` mends it'
}

/** Of commits and of pushes. */
function isGuarded(): boolean {
  expect(bob.git('push', '--quiet', '--no-verify', 'origin', 'main').exitCode).toBe(0)
  commit('src/a.ts')
  alice.holdfast('lock', 'src')
  const refused = [commit('src/b.ts'), bob.git('push', '--quiet', 'origin', 'HEAD:refs/heads/try')]
  alice.holdfast('unlock', 'src')
  bob.git('commit', '--quiet', '--no-verify', '-m', 'left over')
  return refused.every(({ exitCode, stderr }) => exitCode !== 0 && stderr.includes('locked by alice'))
}

function seeUninstall(neighbour: Neighbour): string {
  const before = readInstalled()
  init()
  expect(readInstalled()).not.toEqual(before)
  expect(commit('docs/a.md')).toMatchObject({ exitCode: 0 })
  uninstall()
  expect(readInstalled()).toEqual(before)
  if (neighbour.reinstall !== null) {
    init()
    neighbour.reinstall(bob, fleet)
    uninstall()
    expect(readInstalled()).toEqual(before)
  }
  return 'byte for byte'
}

/** All that an installer may touch: hooks, git's configuration, and every file of the work tree that is not a commit of ours. */
function readInstalled(): ReadonlyMap<string, string> {
  const isOurs = /^(docs|src)(\/|$)|^$/
  const isGits = /^\.git(?!\/(hooks|config))(\/|$)/
  return new Map([...readTree(fleet.top)].filter(([path]) => !isOurs.test(path) && !isGits.test(path)))
}

function seeWorktree(neighbour: Neighbour): string {
  init()
  // With it what `init` has written into files of the repository.
  bob.git('add', '--all')
  expect(commit('docs/a.md')).toMatchObject({ exitCode: 0 })
  bob.git('worktree', 'add', '--quiet', '../linked', '-b', 'linked')
  const linked = fleet.as('bob', join(fleet.folder, 'linked'))
  alice.holdfast('lock', 'src')
  const isByItself = commit('src/a.ts', linked).exitCode !== 0
  if (isByItself) {
    expect(bob.holdfast('doctor')).toMatchObject({ exitCode: 0 })
    return 'guarded'
  }
  const told = bob.holdfast('doctor')
  expect(told).toMatchObject({ exitCode: 1 })
  expect(told.stdout).toContain('linked')
  neighbour.installInWorktree?.(linked, fleet)
  expect(bob.holdfast('doctor', '--fix')).toMatchObject({ exitCode: 0 })
  expectRefused(commit('src/b.ts', linked))
  return 'once theirs is installed there: `doctor` names it and the command, `--fix` does the rest'
}

function init(): void {
  const ended = bob.holdfast('init', '--yes')
  expect(ended, ended.stderr).toMatchObject({ exitCode: 0 })
}

function uninstall(): void {
  const ended = bob.holdfast('uninstall')
  expect(ended, ended.stderr).toMatchObject({ exitCode: 0 })
}

function commit(path: string, who = bob): Ended {
  who.write(path, `${Math.random()}\n`)
  who.git('add', '--', path)
  return who.git('commit', '--quiet', '-m', 'x')
}

function expectRefused(ended: Ended): void {
  expect(ended.exitCode).not.toBe(0)
  expect(ended.stderr).toContain('locked by alice')
}

export function notesOf({ folder }: Fleet): string {
  const path = join(folder, 'notes')
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}
