import { beforeEach, describe, expect, test } from 'vitest'
import { hookEnvironment } from '../../../src/git/environment.js'
import { findPlace } from '../../../src/git/place.js'
import { openRepository, type Repository } from '../../../src/git/repository.js'
import { createRepository, type TestRepository } from '../../support/repository.js'
import { problemOf } from '../../support/problem-of.js'

async function open(cwd: string, variables: Record<string, string> = {}): Promise<Repository> {
  const env = { ...process.env, ...variables }
  return openRepository(await findPlace(cwd, hookEnvironment(env)), env)
}

let repository: TestRepository
beforeEach(() => {
  repository = createRepository()
})

describe('a real path', () => {
  test.each(['.', 'sub'])('is a file or folder of HEAD, the index or the work tree, asked from %s', async (from) => {
    repository.commit('x', { files: { 'app/[slug]/page.tsx': '1', 'sub/x': '1', 'gone/[a]': '1' } })
    repository.git('rm', '-q', 'gone/[a]')
    repository.write('(new)/é', '1')
    repository.write('staged', '1')
    repository.git('add', 'staged')
    repository.delete('staged')
    const isReal = (await (await open(repository.path(from))).realPaths()) satisfies (path: string) => boolean
    const real = ['app', 'app/[slug]', 'app/[slug]/page.tsx', 'gone/[a]', '(new)', '(new)/é', 'staged', 'readme']
    expect(real.filter((path) => !isReal(path))).toEqual([])
    expect(['', 'app/[slug', 'nowhere', '../..', 'readme/x', 'a\0b', 'x'.repeat(10_000)].filter(isReal)).toEqual([])
  })

  test('is one of the tree in a bare repository, and of the work tree before the first commit', async () => {
    repository.commit('x', { files: { 'a/b': '1' } })
    const bare = await (await open(repository.clone('--bare').top)).realPaths()
    expect(['a', 'a/b', 'c'].map(bare)).toEqual([true, true, false])
    const fresh = createRepository({ initialCommit: false })
    fresh.write('w', '1')
    expect(['w', 'v'].map(await (await open(fresh.top)).realPaths())).toEqual([true, false])
  })
})

test('linked worktrees, also of a bare repository and gone ones', async () => {
  const linked = repository.worktree('side')
  const gone = repository.worktree('gone')
  gone.delete('.')
  const head = repository.id()
  const [main, ...others] = await (await open(linked.top)).worktrees()
  // git sorts them by their folders, whose names are random here.
  const sorted = others.sort((a, b) => (a.branch ?? '').localeCompare(b.branch ?? ''))
  expect([main, ...sorted]).toEqual([
    { top: repository.top, head, branch: 'main', isBare: false },
    { top: gone.top, head, branch: 'gone', isBare: false },
    { top: linked.top, head, branch: 'side', isBare: false },
  ])
  const bare = createRepository({ bare: true })
  expect(await (await open(bare.top)).worktrees()).toEqual([{ top: bare.top, head: null, branch: null, isBare: true }])
})

test('the version of git', async () => {
  expect(repository.git('version')).toContain(await (await open(repository.top)).gitVersion())
})

describe('configuration', () => {
  test('is set, replaced and unset', async () => {
    const git = await open(repository.top)
    await git.setConfig('holdfast.agent', 'a "b" $c\nd')
    expect(repository.git('config', 'holdfast.agent')).toBe('a "b" $c\nd')
    repository.git('config', '--add', 'holdfast.agent', 'twice')
    await git.setConfig('holdfast.agent', '--local')
    expect(repository.git('config', '--get-all', 'holdfast.agent')).toBe('--local')
    expect([await git.unsetConfig('holdfast.agent'), await git.unsetConfig('holdfast.agent')]).toEqual([true, false])
  })

  test('of a worktree stays in it', async () => {
    const linked = repository.worktree('side')
    const git = await open(linked.top)
    await git.setConfig('holdfast.agent', 'bob', { worktree: true })
    expect(linked.git('config', 'holdfast.agent')).toBe('bob')
    expect(repository.tryGit(['config', 'holdfast.agent']).code).toBe(1)
    expect(await git.unsetConfig('holdfast.agent', { worktree: true })).toBe(true)
  })

  test('of a worktree is that of the repository while there is only one', async () => {
    await (await open(repository.top)).setConfig('holdfast.agent', 'bob', { worktree: true })
    expect(repository.git('config', 'holdfast.agent')).toBe('bob')
    expect(repository.tryGit(['config', 'extensions.worktreeConfig']).code).toBe(1)
  })

  test('of a worktree of a bare repository leaves the bare one bare, and the worktree not', async () => {
    const bare = repository.clone('--bare')
    const linked = bare.worktree('side')
    await (await open(linked.top)).setConfig('holdfast.agent', 'bob', { worktree: true })
    expect(bare.git('rev-parse', '--is-bare-repository')).toBe('true')
    expect(linked.git('rev-parse', '--is-bare-repository')).toBe('false')
    expect(linked.git('config', 'holdfast.agent')).toBe('bob')
  })

  test('that cannot be written is a problem with the reason', async () => {
    repository.write('.git/config.lock', '')
    const git = await open(repository.top)
    const problem = await problemOf(() => git.setConfig('holdfast.agent', 'x'))
    expect(problem).toMatchObject({ code: 'git-stopped', stderr: expect.stringContaining('lock') as string })
  })
})

describe('the environment', () => {
  test('leads to the repository and the index that it names', async () => {
    const other = createRepository()
    const git = await open(repository.top, { GIT_DIR: other.path('.git'), GIT_WORK_TREE: other.top })
    expect((await git.worktrees()).map(({ top }) => top)).toEqual([other.top])
    const env = { GIT_INDEX_FILE: repository.path('.git', 'other-index') }
    repository.write('staged', '1')
    repository.tryGit(['add', 'staged'], { env })
    repository.delete('staged')
    expect((await (await open(repository.top, env)).realPaths())('staged')).toBe(true)
    expect((await (await open(repository.top)).realPaths())('staged')).toBe(false)
  })

  test('may hold what simple-git refuses, and what git reads as configuration', async () => {
    const variables = {
      EDITOR: 'vi',
      PAGER: 'less',
      GIT_EDITOR: ':',
      GIT_PAGER: 'cat',
      GIT_SSH_COMMAND: 'ssh',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.hooksPath',
      GIT_CONFIG_VALUE_0: '/dev/null',
    }
    expect(await (await open(repository.top, variables)).worktrees()).toHaveLength(1)
    const broken = { ...variables, GIT_CONFIG_KEY_0: 'core.bigFileThreshold', GIT_CONFIG_VALUE_0: 'many' }
    const git = openRepository(await findPlace(repository.top, hookEnvironment(process.env)), {
      ...process.env,
      ...broken,
    })
    const problem = await problemOf(() => git.worktrees())
    expect(problem).toMatchObject({ stderr: expect.stringContaining('core.bigfilethreshold') as string })
  })
})
