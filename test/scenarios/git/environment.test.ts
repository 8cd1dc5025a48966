import { expect, test } from 'vitest'
import { foreignEnvironment, hookEnvironment } from '../../../src/git/environment.js'
import { findPlace } from '../../../src/git/place.js'
import { createRepository } from '../../support/repository.js'

const variables = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, 'x']))

test('what git exports to its hooks stays', () => {
  const given = variables([
    'GIT_DIR',
    'GIT_WORK_TREE',
    'GIT_COMMON_DIR',
    'GIT_INDEX_FILE',
    'GIT_OBJECT_DIRECTORY',
    'GIT_ALTERNATE_OBJECT_DIRECTORIES',
    'GIT_QUARANTINE_PATH',
    'GIT_CONFIG_PARAMETERS',
    'PATH',
  ])
  expect(hookEnvironment(given)).toMatchObject(given)
})

test('what changes the meaning of our questions goes', () => {
  const given = variables([
    'GIT_LITERAL_PATHSPECS',
    'GIT_GLOB_PATHSPECS',
    'GIT_NOGLOB_PATHSPECS',
    'GIT_ICASE_PATHSPECS',
    'GIT_EXTERNAL_DIFF',
    'GIT_DIFF_OPTS',
    'GIT_CONFIG',
    'GIT_TRACE',
    'GIT_TRACE2_EVENT',
    'GIT_REDIRECT_STDOUT',
  ])
  const kept = hookEnvironment(given)
  expect(Object.keys(given).filter((name) => name in kept)).toEqual([])
})

test('git neither refreshes the index, nor fetches, nor asks, nor translates', () => {
  expect(hookEnvironment({ LC_ALL: 'de_DE.UTF-8', GIT_OPTIONAL_LOCKS: '1' })).toEqual({
    GIT_FLUSH: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  })
})

test('for a foreign repository everything goes that git itself calls local', () => {
  const local = createRepository().git('rev-parse', '--local-env-vars').split('\n')
  const kept = foreignEnvironment(variables([...local, 'PATH']))
  expect(local.filter((name) => kept[name] === 'x')).toEqual([])
  expect(kept['PATH']).toBe('x')
})

test('from a hook of one repository another one is reached only by the foreign environment', async () => {
  const [here, there] = [createRepository(), createRepository()]
  const given = { ...process.env, GIT_DIR: here.gitDir, GIT_INDEX_FILE: here.path('.git', 'index') }
  expect((await findPlace(there.top, hookEnvironment(given))).gitDir).toBe(here.gitDir)
  expect((await findPlace(there.top, foreignEnvironment(given))).gitDir).toBe(there.gitDir)
})

test('the environment that came in is left as it is', () => {
  const given = { GIT_DIR: 'a', GIT_TRACE: '1', UNSET: undefined }
  expect('UNSET' in hookEnvironment(given)).toBe(false)
  foreignEnvironment(given)
  expect(given).toEqual({ GIT_DIR: 'a', GIT_TRACE: '1', UNSET: undefined })
})
