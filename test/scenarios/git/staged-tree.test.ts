import { readdirSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { hookEnvironment } from '../../../src/git/environment.js'
import { findPlace } from '../../../src/git/place.js'
import { readStagedTree } from '../../../src/git/changes/staged-tree.js'
import { createFolder, createRepository, type TestRepository } from '../../support/repository.js'

const env = hookEnvironment(process.env)
const tree = async (repository: TestRepository): Promise<string | null> =>
  readStagedTree(await findPlace(repository.top, env), env)

let temporary: string
beforeAll(() => {
  temporary = createFolder('tmp')
  process.env['TMPDIR'] = temporary
})

test.each(['sha1', 'sha256'] as const)('is the tree that the commit then has (%s)', async (objectFormat) => {
  const repository = createRepository({ objectFormat })
  repository.write('sub/a', '1')
  repository.git('add', '--all')
  const before = await tree(repository)
  repository.git('commit', '-qm', 'x')
  expect(before).toBe(repository.id('HEAD^{tree}'))
})

test('writes neither the index nor an object, and leaves no copy', async () => {
  const repository = createRepository()
  repository.write('sub/a', '1')
  repository.git('add', '--all')
  const index = repository.read('.git/index')
  const objects = repository.git('count-objects', '-v')
  expect(await tree(repository)).toMatch(/^[0-9a-f]{40}$/)
  expect(repository.read('.git/index')).toBe(index)
  expect(repository.git('count-objects', '-v')).toBe(objects)
  expect(readdirSync(temporary)).toEqual([])
})

test('works with a split index', async () => {
  const repository = createRepository()
  repository.git('update-index', '--split-index')
  repository.write('a', '1')
  repository.git('add', '--all')
  expect(await tree(repository)).toBe(repository.git('write-tree'))
})

test('is unknown while paths are unmerged, without an index, and in a bare repository', async () => {
  const repository = createRepository()
  repository.git('switch', '-qc', 'side')
  repository.commit('side', { files: { readme: 'side\n' } })
  repository.git('switch', '-q', 'main')
  repository.commit('main', { files: { readme: 'main\n' } })
  repository.tryGit(['merge', 'side'])
  expect(await tree(repository)).toBeNull()
  expect(await tree(createRepository({ initialCommit: false }))).toBeNull()
  expect(await tree(createRepository({ bare: true }))).toBeNull()
})
