import { writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ProblemError } from '../../../src/core/problems/problem.js'
import { hookEnvironment } from '../../../src/git/environment.js'
import { openRepository } from '../../../src/git/repository.js'
import { findPlace } from '../../../src/git/place.js'
import { parseSettings, readSettings, type GitSettings } from '../../../src/git/git-settings.js'
import { createRepository } from '../../support/repository.js'
import { problemOf } from '../../support/problem-of.js'

const read = (cwd: string, env: Record<string, string> = {}): Promise<GitSettings> =>
  readSettings({ cwd }, hookEnvironment({ ...process.env, ...env }))

test('our own keys come without their prefix, and the person with them', async () => {
  const { top, git } = createRepository()
  git('config', 'holdfast.agent', 'alice')
  git('config', 'holdfast.locksDir', '/somewhere/shared')
  git('config', 'other.agent', 'bob')
  expect(await read(top)).toEqual({
    holdfast: new Map([
      ['agent', 'alice'],
      ['locksdir', '/somewhere/shared'],
    ]),
    userName: 'Test Person',
    userEmail: 'person@example.org',
    ignoreCase: false,
  })
})

test('the last value wins, and a value of one command over all files', async () => {
  const { top, git } = createRepository()
  git('config', 'holdfast.agent', 'first')
  git('config', '--add', 'holdfast.agent', 'second')
  expect((await read(top)).holdfast.get('agent')).toBe('second')
  const env = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'holdfast.agent', GIT_CONFIG_VALUE_0: 'third' }
  expect((await read(top, env)).holdfast.get('agent')).toBe('third')
})

test('a worktree has its own value, and the others keep theirs', async () => {
  const repository = createRepository()
  const linked = repository.worktree('side')
  repository.git('config', 'holdfast.agent', 'alice')
  const env = hookEnvironment(process.env)
  await openRepository(await findPlace(linked.top, env), env).setConfig('holdfast.agent', 'bob', { worktree: true })
  expect((await read(linked.top)).holdfast.get('agent')).toBe('bob')
  expect((await read(repository.top)).holdfast.get('agent')).toBe('alice')
})

test('nothing set is no fault', async () => {
  const { top } = createRepository()
  const settings = await read(top, { GIT_CONFIG_GLOBAL: '/dev/null' })
  expect(settings).toEqual({ holdfast: new Map(), userName: null, userEmail: null, ignoreCase: false })
})

test('a value may hold line ends, quotes and escapes; a key alone means true', async () => {
  const { top, git, path, read: readText } = createRepository()
  git('config', 'holdfast.agent', 'a\nb "c" \u001b[31m')
  writeFileSync(path('.git', 'config'), `${readText('.git/config')}[holdfast]\n\tstrict\n`)
  const { holdfast } = await read(top)
  expect(holdfast.get('agent')).toBe('a\nb "c" \u001b[31m')
  expect(holdfast.get('strict')).toBe('true')
})

test('an endless value is cut', async () => {
  const { top, git } = createRepository()
  git('config', 'holdfast.agent', 'x'.repeat(100_000))
  expect((await read(top)).holdfast.get('agent')).toHaveLength(4_096)
})

test.each([
  ['true', true],
  ['yes', true],
  ['ON', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['0', false],
  ['', false],
])('core.ignorecase = "%s" reads as %s', async (value, expected) => {
  const { top, git } = createRepository({ initialCommit: false })
  git('config', '--replace-all', 'core.ignorecase', value)
  expect((await read(top)).ignoreCase).toBe(expected)
})

test('a broken configuration file is named with its line', async () => {
  const { top, path } = createRepository()
  const global = path('broken')
  writeFileSync(global, '[user\n')
  const problem = await problemOf(() => read(top, { GIT_CONFIG_GLOBAL: global }))
  expect(problem).toEqual({
    area: 'config',
    code: 'file-unreadable',
    path: global,
    reason: 'line 1 is no configuration',
  })
})

test('any bytes give settings or one named problem', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      try {
        parseSettings(bytes)
      } catch (error) {
        expect(error instanceof ProblemError && error.problem.code).toBe('output-unreadable')
      }
    }),
  )
})
