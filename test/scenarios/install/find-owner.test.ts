import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { hookEnvironment } from '../../../src/git/environment.js'
import { findHookSetup, type HookSetup } from '../../../src/git/hooks/find-owner.js'
import { findPlace } from '../../../src/git/place.js'
import { createFolder, createRepository, type TestRepository } from '../../support/repository.js'

async function setupOf(cwd: string, variables: Record<string, string> = {}): Promise<HookSetup> {
  const env = hookEnvironment({ ...process.env, ...variables })
  return findHookSetup(await findPlace(cwd, env), env)
}

let repository: TestRepository
beforeEach(() => {
  repository = createRepository()
})

test('plain hooks lie in the git folder, from sub-directories too', async () => {
  repository.write('sub/a', '1')
  const folder = repository.path('.git', 'hooks')
  const expected = { owner: 'plain', folder, editFolder: folder, folderExists: true, isShared: false, hooksPaths: [] }
  expect(await setupOf(repository.top)).toEqual(expected)
  expect(await setupOf(repository.path('sub'))).toEqual(expected)
})

test('linked worktrees share the plain hooks', async () => {
  const linked = repository.worktree('side')
  expect(await setupOf(linked.top)).toMatchObject({ folder: repository.path('.git', 'hooks'), isShared: false })
})

test('a bare repository has hooks', async () => {
  const bare = createRepository({ bare: true })
  expect(await setupOf(bare.top)).toMatchObject({ owner: 'plain', folder: bare.path('hooks'), isShared: false })
})

test("husky's hooks are edited beside its generated folder", async () => {
  repository.write('.husky/_/h', '')
  repository.git('config', 'core.hooksPath', '.husky/_')
  expect(await setupOf(repository.top)).toMatchObject({
    owner: 'husky',
    folder: repository.path('.husky', '_'),
    editFolder: repository.path('.husky'),
    folderExists: true,
    hooksPaths: [{ scope: 'local', value: '.husky/_' }],
  })
})

test("husky's folder is missed in a linked worktree where husky never ran", async () => {
  repository.write('.husky/_/h', '')
  repository.git('config', 'core.hooksPath', '.husky/_')
  const linked = repository.worktree('side')
  expect(await setupOf(linked.top)).toMatchObject({
    owner: 'husky',
    folder: linked.path('.husky', '_'),
    folderExists: false,
  })
})

test('any other hooks path is named so', async () => {
  repository.git('config', 'core.hooksPath', 'tools/hooks')
  expect(await setupOf(repository.top)).toMatchObject({
    owner: 'other-hooks-path',
    editFolder: repository.path('tools', 'hooks'),
    folderExists: false,
    isShared: false,
  })
})

test('every hooks path comes with its scope, and the last one wins', async () => {
  const global = join(createFolder('config'), 'gitconfig')
  writeFileSync(global, '[core]\n\thooksPath = ~/hooks\n')
  repository.git('config', 'core.hooksPath', 'tools/hooks')
  const setup = await setupOf(repository.top, { GIT_CONFIG_GLOBAL: global })
  expect(setup.hooksPaths.map(({ scope, value }) => [scope, value])).toEqual([
    ['global', '~/hooks'],
    ['local', 'tools/hooks'],
  ])
  expect(setup.folder).toBe(repository.path('tools', 'hooks'))
})

test('hooks outside of the repository are shared with others', async () => {
  const global = join(createFolder('config'), 'gitconfig')
  writeFileSync(global, '[core]\n\thooksPath = ~/hooks\n')
  expect(await setupOf(repository.top, { GIT_CONFIG_GLOBAL: global })).toMatchObject({
    owner: 'other-hooks-path',
    isShared: true,
  })
  repository.git('config', 'core.hooksPath', '/dev/null')
  expect(await setupOf(repository.top)).toMatchObject({ isShared: true })
})

test('hooks that a link leads out of the repository are shared', async () => {
  symlinkSync(createFolder('team'), repository.path('hooks'))
  repository.git('config', 'core.hooksPath', 'hooks')
  expect(await setupOf(repository.top)).toMatchObject({ isShared: true })
})

test.each([
  ['lefthook', 'lefthook.yml', ''],
  ['lefthook', '.lefthook.toml', ''],
  ['pre-commit', '.pre-commit-config.yaml', ''],
  ['pre-commit', 'prek.toml', ''],
  ['simple-git-hooks', '.simple-git-hooks.json', ''],
  ['simple-git-hooks', 'package.json', '{"simple-git-hooks":{}}'],
  ['plain', 'package.json', '{"name":"x"}'],
  ['plain', 'package.json', '{broken'],
  ['plain', 'package.json', '[]'],
])('%s is known by %s %s', async (owner, file, text) => {
  repository.write(file, text)
  expect((await setupOf(repository.top)).owner).toBe(owner)
})

test('a folder without hooks is found all the same', async () => {
  repository.delete('.git/hooks')
  expect(await setupOf(repository.top)).toMatchObject({ folder: repository.path('.git', 'hooks'), folderExists: false })
  mkdirSync(repository.path('.git', 'hooks'))
  expect(await setupOf(repository.top)).toMatchObject({ folderExists: true })
})
