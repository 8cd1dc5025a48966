import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { createFolder, createRepository, type TestRepository } from '../../support/repository.js'

/** What the hook's own git names as its index exists only while a real commit runs, so real hooks run the code here. */
const PROBE = `
import { appendFileSync } from 'node:fs'
import { hookEnvironment } from './src/git/environment.ts'
import { findPlace } from './src/git/place.ts'
import { parentsOfPendingMerge, readStagedChanges } from './src/git/changes/staged-changes.ts'
import { readStagedTree } from './src/git/changes/staged-tree.ts'
const [hook, log] = process.argv.slice(2)
const env = hookEnvironment(process.env)
const place = await findPlace(process.cwd(), env)
const parents = hook === 'pre-merge-commit' ? parentsOfPendingMerge(process.env) : undefined
const changes = await readStagedChanges(place, env, parents)
const lines = changes.map((change) => change.kind + ' ' + change.path).sort()
appendFileSync(log, JSON.stringify({ hook, lines, tree: await readStagedTree(place, env) }) + '\\n')
`

interface Report {
  readonly hook: string
  readonly lines: readonly string[]
  readonly tree: string | null
}

let probe: string
beforeAll(async () => {
  probe = join(createFolder('probe'), 'probe.mjs')
  const stdin = { contents: PROBE, resolveDir: process.cwd(), loader: 'ts' } as const
  await build({ stdin, bundle: true, platform: 'node', format: 'esm', outfile: probe, logLevel: 'error' })
})

let repository: TestRepository
let log: string
beforeEach(() => {
  repository = createRepository()
  repository.commit('base', { files: { a: '1\n', b: '1\n', 'sub/c': '1\n' } })
  log = join(createFolder('log'), 'log')
  for (const hook of ['pre-commit', 'pre-merge-commit']) {
    repository.hook(hook, `#!/bin/sh\nexec '${process.execPath}' '${probe}' ${hook} '${log}'\n`)
  }
})

const reports = (): Report[] =>
  readFileSync(log, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Report)

test('a plain commit', () => {
  repository.write('a', '2\n')
  repository.write('b', '2\n')
  repository.git('add', 'a')
  repository.git('commit', '-qm', 'x')
  expect(reports()).toEqual([{ hook: 'pre-commit', lines: ['modified a'], tree: repository.id('HEAD^{tree}') }])
})

test('commit -a', () => {
  repository.write('a', '2\n')
  repository.delete('b')
  repository.git('commit', '-qam', 'x')
  expect(reports()).toEqual([
    { hook: 'pre-commit', lines: ['deleted b', 'modified a'], tree: repository.id('HEAD^{tree}') },
  ])
})

test('commit -- path, which leaves out what else is staged', () => {
  repository.write('a', '2\n')
  repository.write('b', '2\n')
  repository.git('add', 'a')
  repository.git('commit', '-qm', 'x', '--', 'b')
  expect(reports()).toEqual([{ hook: 'pre-commit', lines: ['modified b'], tree: repository.id('HEAD^{tree}') }])
})

test('commit -i path', () => {
  repository.write('a', '2\n')
  repository.write('b', '2\n')
  repository.git('add', 'a')
  repository.git('commit', '-qm', 'x', '-i', '--', 'b')
  expect(reports()[0]?.lines).toEqual(['modified a', 'modified b'])
})

test('commit --amend sees what the amendment adds', () => {
  repository.write('b', '2\n')
  repository.git('commit', '-qa', '--amend', '-m', 'x')
  expect(reports()).toEqual([{ hook: 'pre-commit', lines: ['modified b'], tree: repository.id('HEAD^{tree}') }])
})

test('a commit of an index of its own', () => {
  const index = join(createFolder('index'), 'index')
  const env = { GIT_INDEX_FILE: index }
  repository.tryGit(['read-tree', 'HEAD'], { env })
  repository.write('a', '2\n')
  repository.tryGit(['add', 'a'], { env })
  expect(repository.tryGit(['commit', '-qm', 'x'], { env }).code).toBe(0)
  expect(reports()).toEqual([{ hook: 'pre-commit', lines: ['modified a'], tree: repository.id('HEAD^{tree}') }])
})

test('from a sub-directory, and with literal pathspecs', () => {
  repository.write('sub/c', '2\n')
  repository.write('a', '2\n')
  const { code } = repository.tryGit(['--literal-pathspecs', 'commit', '-qm', 'x', '--', 'c'], {
    cwd: repository.path('sub'),
  })
  expect(code).toBe(0)
  expect(reports()[0]?.lines).toEqual(['modified sub/c'])
})

test('in a linked worktree', () => {
  const linked = repository.worktree('side')
  linked.write('a', '2\n')
  linked.git('commit', '-qam', 'x')
  linked.write('b', '2\n')
  linked.git('commit', '-qm', 'x', '--', 'b')
  expect(reports().map((report) => report.lines)).toEqual([['modified a'], ['modified b']])
  expect(reports()[1]?.tree).toBe(linked.id('HEAD^{tree}'))
})

test('the first commit', () => {
  const fresh = createRepository({ initialCommit: false })
  fresh.hook('pre-commit', `#!/bin/sh\nexec '${process.execPath}' '${probe}' pre-commit '${log}'\n`)
  fresh.write('a', '1')
  fresh.git('add', 'a')
  fresh.git('commit', '-qm', 'x')
  expect(reports()).toEqual([{ hook: 'pre-commit', lines: ['added a'], tree: fresh.id('HEAD^{tree}') }])
})

test('a merge that needs no hand', () => {
  repository.git('switch', '-qc', 'side')
  repository.commit('side', { files: { a: 'side\n' } })
  repository.git('switch', '-q', 'main')
  repository.commit('main', { files: { b: 'main\n' } })
  repository.git('merge', '-q', 'side', '-m', 'x')
  expect(reports()).toEqual([{ hook: 'pre-merge-commit', lines: [], tree: repository.id('HEAD^{tree}') }])
})

test('the conclusion of a merge by commit', () => {
  repository.git('switch', '-qc', 'side')
  repository.commit('side', { files: { a: 'side\n', new: '1' } })
  repository.git('switch', '-q', 'main')
  repository.commit('main', { files: { a: 'main\n' } })
  expect(repository.tryGit(['merge', 'side']).code).toBe(1)
  repository.write('a', 'resolved\n')
  repository.git('commit', '-qam', 'x')
  expect(reports()).toEqual([{ hook: 'pre-commit', lines: ['modified a'], tree: repository.id('HEAD^{tree}') }])
})
