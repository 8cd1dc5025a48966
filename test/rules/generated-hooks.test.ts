import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { CANARY_VARIABLES, PUSHER_VARIABLES, serverEnvironment } from '../../src/app/server/server-environment.js'
import { DEFAULT_POLICY } from '../../src/core/settings/policy.js'
import { LOG_FLAGS } from '../../src/git/changes/new-work.js'
import { EVERY_PATH_FLAGS } from '../../src/git/changes/raw-diff.js'
import { STAGED_FLAGS } from '../../src/git/changes/staged-changes.js'
import { SETTING_NAMES } from '../../src/git/git-settings.js'
import { HOOKS } from '../../src/git/hooks/hook-names.js'
import { UNLOCKED_WORDS } from '../../src/report/unlocked-text.js'
import { inProject } from '../support/project.js'
import { createFolder } from '../support/repository.js'

const HOOKS_FOLDER = inProject('dist/hooks')
const textOf = (name: string): string => readFileSync(join(HOOKS_FOLDER, name), 'utf8')
const words = (text: string | undefined): readonly string[] => (text ?? '').split(' ')

describe('the built hooks', () => {
  it('are those that TypeScript names, and what they read', () => {
    const scripts = ['branch-moves.sh', 'commit-trailer.sh', 'guard.sh', 'nothing-near.awk', 'passed-check.sh']
    const names = [...HOOKS.map(({ name }) => name), ...scripts, 'pushed-paths.sh']
    expect(readdirSync(HOOKS_FOLDER).sort()).toEqual(names.sort())
  })

  it.each(readdirSync(HOOKS_FOLDER))('leave nothing to fill in, and are read by a shell: %s', (name) => {
    expect(textOf(name)).not.toMatch(/\{\{[a-z]|undefined|\[object/)
    if (!name.endsWith('.awk')) expect(spawnSync('sh', ['-n', join(HOOKS_FOLDER, name)]).stderr.toString()).toBe('')
  })

  it('ask git of what is staged as the guard does', () => {
    const asked = /diff-index (.*) HEAD --/.exec(textOf('guard.sh'))?.[1]
    expect(words(asked)).toEqual([...STAGED_FLAGS, '"$@"', ...EVERY_PATH_FLAGS])
  })

  it.each([
    ['pushed-paths.sh', []],
    ['branch-moves.sh', ['-c']],
  ])('ask git of commits with every flag: %s', (name, further) => {
    expect(words(/ log (.*?) \$tips/.exec(textOf(name))?.[1])).toEqual([...LOG_FLAGS, ...further])
  })

  it('ask for every setting that the guard asks for', () => {
    const names = /--get-regexp '\^\((.*)\)'/.exec(textOf('guard.sh'))?.[1]
    expect(names).toBe([...SETTING_NAMES, String.raw`remote\..*/`].join('|'))
  })

  it('say of what is not locked what the guard says', () => {
    const { sentence, more, thing, maxShown } = UNLOCKED_WORDS
    const parts = [...sentence.split(/\{\w+\}/), ...more.split(/\{\w+\}/)].filter((part) => part !== '')
    const script = textOf('nothing-near.awk')
    for (const part of [...parts.map((text) => `"${text}"`), `" ${thing}"`, `" ${thing}s"`, `> ${maxShown}`])
      expect(script).toContain(part)
  })

  it.each(HOOKS.map(({ name }) => name))('start the guard as the hook that they are: %s', (name) => {
    const { stdout, status } = start(name, 'printf "%s|" "$hook" "$common" "$holdfast"', {})
    expect(status).toBe(0)
    expect(stdout).toBe(`${name}|.git|.git/holdfast|`)
  })
})

/** Runs a hook beside a guard that is these lines. */
function start(
  name: string,
  guard: string,
  env: Readonly<Record<string, string>>,
): { stdout: string; status: number | null } {
  const folder = createFolder('clone')
  mkdirSync(join(folder, '.git/holdfast/hooks'), { recursive: true })
  writeFileSync(join(folder, '.git/holdfast/hooks/guard.sh'), `${guard}\n`)
  const hook = join(folder, name)
  writeFileSync(hook, textOf(name))
  chmodSync(hook, 0o755)
  const given = { PATH: process.env['PATH'] ?? '', GIT_DIR: '.git', ...env }
  return spawnSync(hook, ['prepared'], {
    cwd: folder,
    env: given,
    input: `${'0'.repeat(40)} ${'1'.repeat(40)} refs/heads/x\n`,
    encoding: 'utf8',
  })
}

describe('what a pusher sets decides nothing on a server', () => {
  const policies = Object.keys(DEFAULT_POLICY).map((key) =>
    key.replace(/Ms$/, '').replace(/[A-Z]/g, '_$&').toUpperCase(),
  )

  it('by a list that has every part of the policy', () => {
    expect(policies.map((name) => `HOLDFAST_${name}`).filter((name) => !isListed(name))).toEqual([])
  })

  it.each([
    ['in a push', {}],
    ['under the variable of doctor', { HOLDFAST_CANARY: 'here' }],
  ])('in the shell as in the guard, %s', (_when, canary) => {
    const set = Object.fromEntries([...PUSHER_VARIABLES, ...CANARY_VARIABLES].map((name) => [name, 'set']))
    const { stdout } = start('pre-receive', 'env', { ...set, ...canary })
    const left = stdout.split('\n').filter((line) => line.startsWith('HOLDFAST_'))
    const kept = Object.entries(serverEnvironment({ ...set, ...canary })).map(
      ([name, value]) => `${name}=${value ?? ''}`,
    )
    expect(left.sort()).toEqual(kept.sort())
  })
})

function isListed(name: string): boolean {
  return (PUSHER_VARIABLES as readonly string[]).includes(name)
}
