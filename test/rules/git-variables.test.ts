import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hookEnvironment, MISLEADING, OUR_OWN } from '../../src/git/environment.js'
import { createFleet, type Fleet, type Shell } from '../support/fleet.js'
import type { Variables } from '../support/hook-rig.js'

let fleet: Fleet
let bob: Shell
let bin: string
let seen: string
let ids: readonly string[]

beforeAll(() => {
  fleet = createFleet()
  bob = fleet.as('bob')
  expect(fleet.as('alice').holdfast('lock', 'src').exitCode).toBe(0)
  bob.write('docs/a', 'x')
  bob.git('add', '.')
  ids = [bob.git('commit-tree', '-p', 'HEAD', '-m', 'x', bob.git('write-tree').stdout.trim()).stdout.trim()]
  bin = join(fleet.folder, 'noting')
  seen = join(fleet.folder, 'seen')
  mkdirSync(bin)
  const git = bob.run('sh', ['-c', 'command -v git']).stdout.trim()
  writeFileSync(join(bin, 'git'), `#!/bin/sh\nenv -0 > '${seen}/'$$\nexec '${git}' "$@"\n`, { mode: 0o755 })
})
afterAll(() => fleet.remove())

const ofGit = (variables: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(variables).filter(([name]) => /^(?:GIT_|LC_ALL$)/.test(name)))

/** What each git sees that a hook starts, itself started in this environment. */
function seenByGits(hook: string, args: readonly string[], input: string, env: Variables): readonly unknown[] {
  rmSync(seen, { recursive: true, force: true })
  mkdirSync(seen)
  const path = `${bin}${delimiter}${process.env['PATH'] ?? ''}`
  const ended = bob.run('sh', [join(fleet.home, 'hooks', hook), ...args], { env: { ...env, PATH: path }, input })
  expect(ended).toEqual({ exitCode: 0, stdout: '', stderr: expect.not.stringContaining('refused') as string })
  return readdirSync(seen).map((name) => {
    const entries = readFileSync(join(seen, name), 'utf8')
      .split('\0')
      .filter((entry) => entry !== '')
    return ofGit(
      Object.fromEntries(entries.map((entry) => /^([^=]*)=(.*)$/s.exec(entry)!.slice(1, 3) as [string, string])),
    )
  })
}

interface Call {
  readonly hook: string
  /** How many gits the shell starts, beside those of Node. */
  readonly gits: number
  readonly args: readonly string[]
  readonly input: string
}

function calls(): readonly Call[] {
  const [id = ''] = ids
  const zero = '0'.repeat(id.length)
  const message = join(fleet.folder, 'message')
  // With what git itself has to look at.
  writeFileSync(message, 'subject\n\n- a list\n')
  return [
    { hook: 'pre-commit', gits: 2, args: [], input: '' },
    { hook: 'prepare-commit-msg', gits: 2, args: [message, 'message'], input: '' },
    { hook: 'pre-push', gits: 2, args: ['origin', fleet.remote], input: `HEAD ${id} refs/heads/x ${zero}\n` },
    { hook: 'reference-transaction', gits: 2, args: ['prepared'], input: `${zero} ${id} refs/heads/x\n` },
  ]
}

function expectTheSame(env: Variables): void {
  const given = { ...env, HOLDFAST_PUBLISH: 'off' }
  const expected = ofGit(hookEnvironment({ ...process.env, ...given }))
  for (const { hook, gits, args, input } of calls()) {
    const variables = seenByGits(hook, args, input, given)
    expect(variables.length, hook).toBeGreaterThanOrEqual(gits)
    for (const each of variables) expect(each, hook).toEqual(expected)
  }
}

const HARMLESS = ['GIT_AUTHOR_NAME', 'GIT_EDITOR', 'GIT_PAGER', 'GIT_SSH_COMMAND', 'GIT_REFLOG_ACTION', 'GIT_PREFIX']
const value = fc.constantFrom('', '0', '1', 'false', '/dev/null', 'x y', 'ü', '*')

describe('a git that the shell starts sees the variables that one of the guard sees', () => {
  it('whatever somebody has set', () => {
    const names = fc.constantFrom(...MISLEADING, ...Object.keys(OUR_OWN), ...HARMLESS, 'GIT_OF_TOMORROW')
    fc.assert(fc.property(fc.dictionary(names, value, { maxKeys: 12, noNullPrototype: true }), expectTheSame), {
      numRuns: 12,
      seed: 3,
      endOnFailure: true,
    })
  })

  it('with every variable set that misleads, and with none', () => {
    expectTheSame(Object.fromEntries(MISLEADING.map((name) => [name, '/dev/null'])))
    expectTheSame({})
  })

  it('and with what git exports to its hooks', () => {
    expectTheSame({ GIT_DIR: '.git', GIT_WORK_TREE: fleet.top, GIT_INDEX_FILE: join(fleet.top, '.git/index') })
  })
})

it('the git that is installed traces by no variable that we do not know', () => {
  const folder = bob.git('--exec-path').stdout.trim()
  const programs = ['git', 'git-remote-https'].map((name) => join(folder, name)).filter((path) => existsSync(path))
  const text = programs.map((path) => readFileSync(path, 'latin1')).join('\0')
  const names = text.match(/(?<=\0)GIT_TRACE[A-Z0-9_]*(?=\0)/g) ?? []
  expect([...new Set(names)].filter((name) => !MISLEADING.includes(name))).toEqual([])
})
