import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hookEnvironment } from '../../../src/git/environment.js'
import { findPlace, type Place } from '../../../src/git/place.js'
import { createFolder, createRepository } from '../../support/repository.js'
import { problemOf } from '../../support/problem-of.js'

const find = (cwd: string, env: Record<string, string> = {}): Promise<Place> =>
  findPlace(cwd, hookEnvironment({ ...process.env, ...env }))

test('the top of a repository', async () => {
  const { top } = createRepository()
  const gitDir = join(top, '.git')
  expect(await find(top)).toEqual({ cwd: top, top, gitDir, commonDir: gitDir, isBare: false, prefix: '' })
})

test('a sub-directory, also of an odd name', async () => {
  const { top, path } = createRepository({ initialCommit: false })
  mkdirSync(path('a', 'b\nc "d'), { recursive: true })
  expect(await find(path('a', 'b\nc "d'))).toMatchObject({ top, commonDir: join(top, '.git'), prefix: 'a/b\nc "d/' })
})

test('a linked worktree has a git folder of its own in the common one', async () => {
  const repository = createRepository()
  const linked = repository.worktree('side')
  mkdirSync(linked.path('sub'))
  expect(await find(linked.path('sub'))).toEqual({
    cwd: linked.path('sub'),
    top: linked.top,
    gitDir: join(repository.top, '.git', 'worktrees', 'side'),
    commonDir: join(repository.top, '.git'),
    isBare: false,
    prefix: 'sub/',
  })
})

test('a submodule lies in the git folder of its superproject', async () => {
  const repository = createRepository()
  repository.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', createRepository().top, 'lib')
  const gitDir = join(repository.top, '.git', 'modules', 'lib')
  expect(await find(repository.path('lib'))).toMatchObject({ top: repository.path('lib'), gitDir, commonDir: gitDir })
})

test('a bare repository has no top, wherever one stands in it', async () => {
  const { top, path } = createRepository({ bare: true })
  const bare = { top: null, gitDir: top, commonDir: top, isBare: true, prefix: '' }
  expect(await find(top)).toMatchObject(bare)
  expect(await find(path('hooks'))).toMatchObject(bare)
})

test('a linked worktree of a bare repository is not bare', async () => {
  const { top } = createRepository().clone('--bare')
  const linked = createFolder('linked')
  createRepository().tryGit(['worktree', 'add', '-q', linked], { cwd: top })
  expect(await find(linked)).toMatchObject({ top: linked, commonDir: top, isBare: false })
})

test('inside of the git folder there is no top', async () => {
  const { path } = createRepository()
  expect(await find(path('.git'))).toMatchObject({ top: null, commonDir: path('.git'), isBare: false, prefix: '' })
})

test('GIT_DIR leads the way, absolute or relative', async () => {
  const { top, path } = createRepository()
  const elsewhere = createFolder('elsewhere')
  expect(await find(elsewhere, { GIT_DIR: path('.git'), GIT_WORK_TREE: top })).toMatchObject({
    gitDir: path('.git'),
    top,
  })
  mkdirSync(path('sub'))
  expect(await find(path('sub'), { GIT_DIR: '../.git', GIT_WORK_TREE: '..' })).toMatchObject({
    gitDir: path('.git'),
    top,
    prefix: 'sub/',
  })
})

test('a symbolic link into a repository gives real paths', async () => {
  const { top, path } = createRepository()
  mkdirSync(path('deep', 'sub'), { recursive: true })
  const link = join(createFolder('links'), 'link')
  symlinkSync(path('deep', 'sub'), link)
  expect(await find(link)).toMatchObject({
    cwd: link,
    top: realpathSync.native(top),
    commonDir: path('.git'),
    prefix: 'deep/sub/',
  })
})

test('a SHA-256 repository and one without a commit are found like any other', async () => {
  const { top } = createRepository({ objectFormat: 'sha256', initialCommit: false })
  expect(await find(top)).toMatchObject({ top, isBare: false })
})

test('a folder in no repository', async () => {
  const cwd = createFolder('plain')
  expect(await problemOf(() => find(cwd))).toEqual({ area: 'git', code: 'no-repository', cwd })
})

test('a repository of another account is named, with the trust that git asks for', async () => {
  const { top } = createRepository()
  const problem = await problemOf(() => find(top, { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' }))
  expect(problem).toEqual({ area: 'git', code: 'repository-untrusted', path: top })
})

test('a broken configuration is named with its line', async () => {
  const { top, path } = createRepository()
  writeFileSync(path('.git', 'config'), '[core]\n\trepositoryformatversion = 0\n[[[\n')
  const problem = await problemOf(() => find(top))
  expect(problem).toMatchObject({ area: 'config', code: 'file-unreadable', reason: 'line 3 is no configuration' })
})

test('a repository below a folder with a line end in its name is refused, not misread', async () => {
  const repository = createRepository({ initialCommit: false })
  mkdirSync(repository.path('a\nb'))
  repository.tryGit(['init', '-q', 'a\nb'])
  expect(await problemOf(() => find(repository.path('a\nb')))).toMatchObject({ code: 'output-unreadable' })
})
