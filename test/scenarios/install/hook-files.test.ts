import { execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { beforeEach, describe, expect, test } from 'vitest'
import { hookEnvironment } from '../../../src/git/environment.js'
import { applyEdits, type FileEdit } from '../../../src/disk/file-edits.js'
import { planHookInstall, planHookUninstall, type HookText } from '../../../src/git/hooks/hook-files.js'
import { findHookSetup } from '../../../src/git/hooks/find-owner.js'
import type { HookName } from '../../../src/git/hooks/hook-names.js'
import { findPlace } from '../../../src/git/place.js'
import { createFolder, createRepository, type TestRepository } from '../../support/repository.js'
import { problemOf } from '../../support/problem-of.js'

const env = hookEnvironment(process.env)
const HOOKS: readonly HookName[] = ['pre-commit', 'pre-push']

/** A guard that refuses while there is a file `locked`, and notes what it was given. */
const GUARD = 'if [ -e locked ]; then echo refused >&2; exit 1; fi\n'
const TEXT: HookText = {
  stub: (hook) => `#!/bin/sh\n${TEXT.block(hook)}`,
  block: (hook) =>
    hook === 'pre-push'
      ? `${GUARD}input=$(cat)\nprintf 'guard:%s:%s\\n' "$*" "$input" >>log\nexec <<INPUT\n$input\nINPUT\n`
      : `${GUARD}printf 'guard:%s\\n' "$*" >>log\n`,
}

let repository: TestRepository
beforeEach(() => {
  repository = createRepository()
})

async function plan(text = TEXT, hooks = HOOKS, cwd = repository.top): Promise<readonly FileEdit[]> {
  const place = await findPlace(cwd, env)
  return planHookInstall(place, await findHookSetup(place, env), hooks, text)
}

async function planRemoval(): Promise<readonly FileEdit[]> {
  const place = await findPlace(repository.top, env)
  return planHookUninstall(place, await findHookSetup(place, env), HOOKS)
}

const install = async (text = TEXT, hooks = HOOKS): Promise<void> => applyEdits(await plan(text, hooks))
const uninstall = async (): Promise<void> => applyEdits(await planRemoval())
const modeOf = (path: string): number => statSync(path).mode & 0o777
const hookPath = (hook: HookName): string => repository.path('.git', 'hooks', hook)

/** Commits for real. Gives the exit code, and what the hooks noted. */
function tryCommit(): { code: number | null; log: string } {
  repository.write('log', '')
  repository.write('a', String(Math.random()))
  repository.git('add', 'a')
  const { code } = repository.tryGit(['commit', '-qm', 'x'])
  return { code, log: repository.read('log') }
}

describe('where there is no hook', () => {
  test('ours is created, runs, refuses, and goes without a trace', async () => {
    await install()
    expect(modeOf(hookPath('pre-commit'))).toBe(0o755)
    expect(tryCommit()).toEqual({ code: 0, log: 'guard:\n' })
    repository.write('locked', '')
    expect(tryCommit()).toEqual({ code: 1, log: '' })
    await uninstall()
    expect(HOOKS.filter((hook) => repository.has(`.git/hooks/${hook}`))).toEqual([])
  })

  test('the folder is made where it is missing', async () => {
    repository.delete('.git/hooks')
    await install()
    expect(tryCommit()).toEqual({ code: 0, log: 'guard:\n' })
  })

  test('a plan writes nothing, and says what and why', async () => {
    const edits = await plan()
    expect(edits.map(({ path, before, mode, why }) => ({ path, before, mode, why }))).toEqual(
      HOOKS.map((hook) => ({ path: hookPath(hook), before: null, mode: 0o755, why: 'create the hook' })),
    )
    expect(repository.has('.git/hooks/pre-commit')).toBe(false)
  })

  test('a second time changes nothing, and a newer text is put in place of the older', async () => {
    await install()
    expect(await plan()).toEqual([])
    const newer: HookText = { stub: () => '#!/bin/sh\nnewer\n', block: () => 'newer\n' }
    await install(newer)
    expect(repository.read('.git/hooks/pre-commit')).toBe(
      '#!/bin/sh\n# >>> holdfast >>> created this file\nnewer\n# <<< holdfast <<<\n',
    )
    expect(await plan(newer)).toEqual([])
    await uninstall()
    expect(repository.has('.git/hooks/pre-commit')).toBe(false)
  })

  test('lines that somebody added to ours are kept, run and left', async () => {
    await install()
    writeFileSync(hookPath('pre-commit'), `${repository.read('.git/hooks/pre-commit')}echo theirs >>log\n`)
    await install()
    expect(tryCommit()).toEqual({ code: 0, log: 'guard:\ntheirs\n' })
    await uninstall()
    expect(repository.read('.git/hooks/pre-commit')).toBe('#!/bin/sh\necho theirs >>log\n')
  })

  test('ours is made executable again', async () => {
    await install()
    chmodSync(hookPath('pre-commit'), 0o644)
    await install()
    expect(modeOf(hookPath('pre-commit'))).toBe(0o755)
  })
})

describe('where a shell hook stands', () => {
  test('ours runs first and theirs after it; a refusal ends both', async () => {
    repository.hook('pre-commit', '#!/bin/bash -e\necho theirs >>log\n')
    await install()
    expect(tryCommit()).toEqual({ code: 0, log: 'guard:\ntheirs\n' })
    repository.write('locked', '')
    expect(tryCommit()).toEqual({ code: 1, log: '' })
  })

  test('their refusal still counts', async () => {
    repository.hook('pre-commit', '#!/bin/sh\nexit 3\n')
    await install()
    expect(tryCommit()).toEqual({ code: 1, log: 'guard:\n' })
  })

  test('both get the arguments and the standard input of a push', async () => {
    repository.hook('pre-push', '#!/bin/sh\nprintf "theirs:%s:%s\\n" "$*" "$(cat)" >>log\n')
    await install()
    const remote = repository.remote()
    repository.git('push', '-q', 'origin', 'main')
    const given = `origin ${remote.top}:refs/heads/main ${repository.id()} refs/heads/main ${'0'.repeat(40)}`
    expect(repository.read('log')).toBe(`guard:${given}\ntheirs:${given}\n`)
  })

  test.each([
    ['without a final line end', '#!/bin/sh\necho theirs >>log'],
    ['of a first line alone', '#!/bin/sh'],
    ['without a first line', 'echo theirs >>log\n'],
    ['that is empty', ''],
    ['with bytes of no encoding', Buffer.from('#!/bin/sh\n# caf\xe9\necho theirs >>log\n', 'latin1')],
  ])('one %s comes back byte for byte, with its mode', async (_what, script) => {
    repository.hook('pre-commit', script, 0o750)
    const path = hookPath('pre-commit')
    await install()
    expect(modeOf(path)).toBe(0o750)
    expect(await plan()).toEqual([])
    const { code, log } = tryCommit()
    expect([code, log]).toEqual([0, script.includes('theirs') ? 'guard:\ntheirs\n' : 'guard:\n'])
    await uninstall()
    expect(readFileSync(path)).toEqual(Buffer.from(script))
    expect(modeOf(path)).toBe(0o750)
  })
})

describe('where another hook stands', () => {
  const NODE = `#!${process.execPath}\nrequire('fs').appendFileSync('log', 'node:' + process.argv.slice(2) + ':' + require('fs').readFileSync(0) + '\\n')\n`

  test('it runs after ours, from a copy, with arguments and standard input', async () => {
    repository.hook('pre-push', NODE)
    await install()
    const remote = repository.remote()
    repository.git('push', '-q', 'origin', 'main')
    const line = `refs/heads/main ${repository.id()} refs/heads/main ${'0'.repeat(40)}`
    expect(repository.read('log')).toBe(`guard:origin ${remote.top}:${line}\nnode:origin,${remote.top}:${line}\n\n`)
    expect(repository.read('.git/holdfast/chained/pre-push')).toBe(NODE)
  })

  test('it does not run where ours refuses', async () => {
    repository.hook('pre-commit', NODE)
    repository.write('locked', '')
    await install()
    expect(tryCommit()).toEqual({ code: 1, log: '' })
  })

  test('it runs in a linked worktree too', async () => {
    repository.hook('pre-commit', NODE)
    await install()
    const linked = repository.worktree('side')
    linked.write('a', '1')
    linked.git('add', 'a')
    linked.git('commit', '-qm', 'x')
    expect(linked.read('log')).toBe('guard:\nnode::\n')
  })

  test.each([
    ['a program', Buffer.from('\x7fELF\0\x01\xff', 'latin1'), 0o700],
    ['a script of another language', '#!/usr/bin/env node\n', 0o755],
    ['a script whose CRLF keeps it from starting', '#!/bin/sh\r\nexit 0\r\n', 0o755],
  ])('%s comes back byte for byte, with its mode', async (_what, script, mode) => {
    repository.hook('pre-commit', script, mode)
    await install()
    expect(await plan()).toEqual([])
    await uninstall()
    expect(readFileSync(hookPath('pre-commit'))).toEqual(Buffer.from(script))
    expect(modeOf(hookPath('pre-commit'))).toBe(mode)
    expect(repository.has('.git/holdfast/chained/pre-commit')).toBe(false)
  })

  test('one that git passes over, not being executable, stays asleep, and comes back so', async () => {
    repository.hook('pre-commit', '#!/bin/sh\necho theirs >>log\n', 0o644)
    await install()
    expect(tryCommit()).toEqual({ code: 0, log: 'guard:\n' })
    expect(await plan()).toEqual([])
    await uninstall()
    expect(repository.read('.git/hooks/pre-commit')).toBe('#!/bin/sh\necho theirs >>log\n')
    expect(modeOf(hookPath('pre-commit'))).toBe(0o644)
  })

  test('a further one put in its place later does not cost us the first', async () => {
    repository.hook('pre-commit', '#!/usr/bin/env node\n1\n')
    await install()
    repository.hook('pre-commit', '#!/usr/bin/env node\n2\n')
    await install()
    expect(repository.read('.git/holdfast/chained/pre-commit')).toBe('#!/usr/bin/env node\n1\n')
    expect(repository.read('.git/holdfast/chained/pre-commit.2')).toBe('#!/usr/bin/env node\n2\n')
    await uninstall()
    expect(repository.read('.git/hooks/pre-commit')).toBe('#!/usr/bin/env node\n2\n')
  })

  test('a copy that is gone is said, not passed over', async () => {
    repository.hook('pre-commit', NODE)
    await install()
    repository.delete('.git/holdfast/chained/pre-commit')
    expect(await problemOf(planRemoval)).toMatchObject({ code: 'hook-not-editable', path: hookPath('pre-commit') })
    expect(await problemOf(() => plan())).toMatchObject({ code: 'hook-not-editable' })
  })

  test('lines added to ours are not thrown away for the original', async () => {
    repository.hook('pre-commit', NODE)
    await install()
    writeFileSync(hookPath('pre-commit'), `${repository.read('.git/hooks/pre-commit')}more\n`)
    expect(await problemOf(planRemoval)).toMatchObject({
      reason: expect.stringContaining('lines of its own') as string,
    })
  })
})

test('several inits at once end with one good hook, and its original', async () => {
  const original = '#!/usr/bin/env node\nprocess.exit(0)\n'
  repository.hook('pre-commit', original)
  const script = join(createFolder('installer'), 'installer.mjs')
  const contents = `import { hookEnvironment } from './src/git/environment.ts'
    import { applyEdits } from './src/disk/file-edits.ts'
    import { planHookInstall } from './src/git/hooks/hook-files.ts'
    import { findHookSetup } from './src/git/hooks/find-owner.ts'
    import { findPlace } from './src/git/place.ts'
    const env = hookEnvironment(process.env)
    const place = await findPlace(process.cwd(), env)
    const setup = await findHookSetup(place, env)
    process.stdin.once('data', () => {
      const text = { stub: () => '#!/bin/sh\\ntrue\\n', block: () => 'true\\n' }
      applyEdits(planHookInstall(place, setup, ['pre-commit', 'pre-push'], text))
      process.exit(0)
    })
    process.stdout.write('ready')`
  const stdin = { contents, resolveDir: process.cwd(), loader: 'ts' } as const
  await build({ stdin, bundle: true, platform: 'node', format: 'esm', outfile: script, logLevel: 'error' })
  const inits = Array.from({ length: 4 }, () => spawn(process.execPath, [script], { cwd: repository.top }))
  await Promise.all(inits.map((child) => new Promise((resolve) => child.stdout.once('data', resolve))))
  const ends = inits.map((child) => new Promise((resolve) => child.once('close', resolve)))
  for (const child of inits) child.stdin.end('go')
  expect(await Promise.all(ends)).toEqual([0, 0, 0, 0])
  expect(repository.read('.git/holdfast/chained/pre-commit')).toBe(original)
  expect(readdirSync(repository.path('.git', 'holdfast', 'chained'))).toEqual(['pre-commit'])
  expect(tryCommit()).toEqual({ code: 0, log: '' })
  await uninstall()
  expect(repository.read('.git/hooks/pre-commit')).toBe(original)
  expect(repository.has('.git/hooks/pre-push')).toBe(false)
})

describe('under husky', () => {
  beforeEach(() => {
    // The real one, as a project's "prepare" script runs it.
    execFileSync(process.execPath, [resolve('node_modules/husky/bin.js')], { cwd: repository.top })
    expect(repository.git('config', 'core.hooksPath')).toBe('.husky/_')
  })

  test('ours stands first in its file, and what was there comes back', async () => {
    repository.write('.husky/pre-commit', 'echo theirs >>log\n', 0o644)
    await install()
    expect(tryCommit()).toEqual({ code: 0, log: 'guard:\ntheirs\n' })
    expect(modeOf(repository.path('.husky', 'pre-commit'))).toBe(0o644)
    expect(await plan()).toEqual([])
    await uninstall()
    expect(repository.read('.husky/pre-commit')).toBe('echo theirs >>log\n')
  })

  test('a file that we made goes again, and the generated folder is never touched', async () => {
    const generated = repository.read('.husky/_/pre-commit')
    await install()
    expect(tryCommit()).toEqual({ code: 0, log: 'guard:\n' })
    expect(repository.read('.husky/_/pre-commit')).toBe(generated)
    await uninstall()
    expect(repository.has('.husky/pre-commit')).toBe(false)
    expect(repository.has('.husky/pre-push')).toBe(false)
  })

  test('what was installed before husky came goes too', async () => {
    repository.git('config', '--unset', 'core.hooksPath')
    await install()
    repository.git('config', 'core.hooksPath', '.husky/_')
    await install()
    await uninstall()
    expect(repository.has('.git/hooks/pre-commit')).toBe(false)
    expect(repository.has('.husky/pre-commit')).toBe(false)
  })

  test('both get the arguments and the standard input of a push', async () => {
    repository.write('.husky/pre-push', 'printf "theirs:%s:%s\\n" "$*" "$(cat)" >>log\n')
    await install()
    const remote = repository.remote()
    repository.git('push', '-q', 'origin', 'main')
    const given = `origin ${remote.top}:refs/heads/main ${repository.id()} refs/heads/main ${'0'.repeat(40)}`
    expect(repository.read('log')).toBe(`guard:${given}\ntheirs:${given}\n`)
  })
})

describe('what is not ours to write', () => {
  test('a hook that links to a file of the repository is edited there, and stays a link', async () => {
    repository.write('scripts/hook', '#!/bin/sh\necho theirs >>log\n', 0o755)
    symlinkSync('../../scripts/hook', hookPath('pre-commit'))
    await install()
    expect(readlinkSync(hookPath('pre-commit'))).toBe('../../scripts/hook')
    expect(tryCommit()).toEqual({ code: 0, log: 'guard:\ntheirs\n' })
    await uninstall()
    expect(repository.read('scripts/hook')).toBe('#!/bin/sh\necho theirs >>log\n')
  })

  test('a hook that links out of the repository is refused', async () => {
    const outside = join(createFolder('dotfiles'), 'hook')
    writeFileSync(outside, '#!/bin/sh\n')
    symlinkSync(outside, hookPath('pre-commit'))
    expect(await problemOf(() => plan())).toMatchObject({ code: 'hook-not-editable', path: hookPath('pre-commit') })
    expect(readFileSync(outside, 'utf8')).toBe('#!/bin/sh\n')
    expect(await planRemoval()).toEqual([])
  })

  test('a dangling link and a folder are refused', async () => {
    symlinkSync('nowhere', hookPath('pre-commit'))
    expect(await problemOf(() => plan(TEXT, ['pre-commit']))).toMatchObject({ reason: 'is a symbolic link to nothing' })
    mkdirSync(hookPath('pre-push'))
    expect(await problemOf(() => plan(TEXT, ['pre-push']))).toMatchObject({ reason: 'is not a regular file' })
  })

  test('a hooks folder outside of the repository is refused, and nothing written to it', async () => {
    const outside = createFolder('team')
    repository.git('config', 'core.hooksPath', outside)
    expect(await problemOf(() => plan())).toMatchObject({
      code: 'hooks-folder-shared',
      folder: outside,
      scope: 'local',
    })
  })

  test('a folder for originals that links out of the repository is not followed', async () => {
    mkdirSync(repository.path('.git', 'holdfast'))
    symlinkSync(createFolder('trap'), repository.path('.git', 'holdfast', 'chained'))
    repository.hook('pre-commit', '#!/usr/bin/env node\n')
    expect(await problemOf(() => plan())).toMatchObject({ code: 'hook-not-editable' })
  })

  test('a damaged block is refused, so that no line of theirs is lost', async () => {
    repository.hook('pre-commit', '#!/bin/sh\n# >>> holdfast >>>\necho theirs\n')
    expect(await problemOf(() => plan())).toMatchObject({ code: 'hook-not-editable' })
    expect(await problemOf(planRemoval)).toMatchObject({ code: 'hook-not-editable' })
  })

  test('hooks that are not ours are left alone by an uninstall', async () => {
    repository.hook('pre-commit', '#!/bin/sh\n')
    expect(await planRemoval()).toEqual([])
    expect(lstatSync(hookPath('pre-commit')).isFile()).toBe(true)
  })
})
