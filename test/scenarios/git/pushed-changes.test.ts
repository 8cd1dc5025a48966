import { join } from 'node:path'
import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Change } from '../../../src/core/change.js'
import { readPushedChanges } from '../../../src/git/changes/commit-changes.js'
import { hookEnvironment } from '../../../src/git/environment.js'
import { findPlace } from '../../../src/git/place.js'
import { parsePushLines } from '../../../src/git/changes/ref-updates.js'
import { createFolder, createRepository, type TestRepository } from '../../support/repository.js'
import { problemOf } from '../../support/problem-of.js'

const env = hookEnvironment(process.env)

/** Pushes for real, with a hook that keeps what git gives it, refuses, and so leaves all for reading afterwards. */
async function pushed(repository: TestRepository, ...args: string[]): Promise<readonly Change[]> {
  const folder = createFolder('push')
  repository.hook('pre-push', `#!/bin/sh\nprintf '%s\\n' "$@" >'${folder}/args'\ncat >'${folder}/lines'\nexit 1\n`)
  repository.tryGit(['push', '-q', ...args])
  const [remote = '', url = ''] = readFileSync(join(folder, 'args'), 'utf8').split('\n')
  const lines = parsePushLines(readFileSync(join(folder, 'lines')))
  return readPushedChanges(await findPlace(repository.top, env), env, { remote, url, lines })
}

const linesOf = (changes: readonly Change[]): readonly string[] =>
  changes.map((change) => `${change.kind} ${change.path}`).sort()

let repository: TestRepository
let remote: TestRepository
beforeEach(() => {
  repository = createRepository()
  remote = repository.remote()
  repository.git('push', '-q', '-u', 'origin', 'main')
})

describe('a push', () => {
  test('changes what its new commits change, each with its commit', async () => {
    const first = repository.commit('one', { files: { a: '1' }, author: 'Al <al@example.org>', agent: 'alice' })
    const second = repository.commit('two', { files: { a: '2', readme: null } })
    expect(await pushed(repository, 'origin', 'main')).toEqual([
      {
        path: 'a',
        kind: 'modified',
        isSubmodule: false,
        commit: { id: second, agents: [], authorEmail: 'person@example.org' },
      },
      {
        path: 'readme',
        kind: 'deleted',
        isSubmodule: false,
        commit: { id: second, agents: [], authorEmail: 'person@example.org' },
      },
      {
        path: 'a',
        kind: 'added',
        isSubmodule: false,
        commit: { id: first, agents: ['alice'], authorEmail: 'al@example.org' },
      },
    ])
  })

  test('changes also what one commit changes and the next changes back', async () => {
    repository.commit('there', { files: { readme: 'other\n' } })
    repository.commit('back', { files: { readme: 'first\n' } })
    expect(linesOf(await pushed(repository, 'origin', 'main'))).toEqual(['modified readme', 'modified readme'])
  })

  test('of what is up to date changes nothing', async () => {
    expect(await pushed(repository, 'origin', 'main')).toEqual([])
  })

  test('of a new branch changes only what no branch of that remote has', async () => {
    repository.git('switch', '-qc', 'feature')
    repository.commit('feature', { files: { f: '1' } })
    expect(linesOf(await pushed(repository, 'origin', 'feature:refs/heads/other'))).toEqual(['added f'])
  })

  test('of the first branch to an empty remote changes everything', async () => {
    repository.remote('empty')
    expect(linesOf(await pushed(repository, 'empty', 'main'))).toEqual(['added readme'])
  })

  test('that is forced changes what the rewritten commits change', async () => {
    repository.commit('old', { files: { old: '1' } })
    repository.git('push', '-q', '--no-verify', 'origin', 'main')
    repository.git('reset', '-q', '--hard', 'HEAD~1')
    repository.commit('new', { files: { new: '1' } })
    expect(linesOf(await pushed(repository, '--force', 'origin', 'main'))).toEqual(['added new'])
  })

  test('over a remote commit that was never fetched is still read', async () => {
    const other = remote.clone()
    other.commit('theirs', { files: { theirs: '1' } })
    other.git('push', '-q', 'origin', 'main')
    repository.commit('ours', { files: { ours: '1' } })
    expect(linesOf(await pushed(repository, '--force', 'origin', 'main'))).toEqual(['added ours'])
  })

  test('that deletes a branch changes nothing', async () => {
    repository.git('push', '-q', 'origin', 'main:gone')
    expect(await pushed(repository, 'origin', '--delete', 'gone')).toEqual([])
  })

  test('of a tag changes what its commit brings along', async () => {
    repository.commit('tagged', { files: { t: '1' } })
    repository.git('tag', '-am', 'annotated', 'v1')
    repository.git('tag', 'light')
    expect(linesOf(await pushed(repository, 'origin', 'v1'))).toEqual(['added t'])
    expect(linesOf(await pushed(repository, 'origin', 'light'))).toEqual(['added t'])
  })

  test('of a tag on a blob or a tree changes nothing', async () => {
    repository.git('tag', 'blob', 'HEAD:readme')
    repository.git('tag', '-am', 'x', 'tree', 'HEAD^{tree}')
    expect(await pushed(repository, 'origin', 'blob', 'tree')).toEqual([])
  })

  test('of several refs changes each commit once', async () => {
    repository.commit('shared', { files: { shared: '1' } })
    repository.git('switch', '-qc', 'feature')
    repository.commit('feature', { files: { f: '1' } })
    repository.git('tag', 'v1')
    expect(linesOf(await pushed(repository, 'origin', 'main', 'feature', 'v1'))).toEqual(['added f', 'added shared'])
  })

  test('that deletes one branch and sends another changes what it sends', async () => {
    repository.git('push', '-q', 'origin', 'main:gone')
    repository.commit('more', { files: { a: '1' } })
    expect(linesOf(await pushed(repository, 'origin', ':gone', 'main'))).toEqual(['added a'])
  })

  test('to a URL counts what any remote has as known', async () => {
    repository.commit('more', { files: { a: '1' } })
    const elsewhere = createRepository({ bare: true })
    expect(linesOf(await pushed(repository, elsewhere.top, 'main'))).toEqual(['added a'])
  })

  test('to one remote does not count what another one has', async () => {
    repository.commit('more', { files: { a: '1' } })
    repository.git('push', '-q', '--no-verify', 'origin', 'main')
    repository.remote('backup')
    expect(linesOf(await pushed(repository, 'backup', 'main'))).toEqual(['added a', 'added readme'])
  })

  test('of a detached HEAD or a bare id is read', async () => {
    repository.git('switch', '-q', '--detach')
    const id = repository.commit('loose', { files: { a: '1' } })
    expect(linesOf(await pushed(repository, 'origin', 'HEAD:refs/heads/x'))).toEqual(['added a'])
    expect(linesOf(await pushed(repository, 'origin', `${id}:refs/heads/y`))).toEqual(['added a'])
  })

  test('from a shallow clone changes what its own commits change', async () => {
    repository.commit('two', { files: { a: '1' } })
    repository.git('push', '-q', '--no-verify', 'origin', 'main')
    const shallow = remote.clone('--depth=1')
    shallow.commit('three', { files: { b: '1' } })
    expect(linesOf(await pushed(shallow, 'origin', 'main'))).toEqual(['added b'])
  })

  test('from a linked worktree is read', async () => {
    const linked = repository.worktree('side')
    linked.commit('side', { files: { s: '1' } })
    expect(linesOf(await pushed(linked, 'origin', 'side'))).toEqual(['added s'])
  })

  test('is read in a SHA-256 repository', async () => {
    const sha256 = createRepository({ objectFormat: 'sha256' })
    sha256.remote()
    const id = sha256.commit('a', { files: { a: '1' }, agent: 'alice' })
    const changes = await pushed(sha256, 'origin', 'main')
    expect(linesOf(changes)).toEqual(['added a', 'added readme'])
    expect(changes[0]?.commit).toMatchObject({ id, agents: ['alice'] })
  })

  test('of an object that is not there is a problem', async () => {
    const place = await findPlace(repository.top, env)
    const localId = '1'.repeat(40)
    const lines = [{ localRef: 'x', localId, remoteRef: 'refs/heads/x', remoteId: '0'.repeat(40) }]
    const problem = await problemOf(() => readPushedChanges(place, env, { remote: 'origin', url: 'x', lines }))
    expect(problem).toMatchObject({ code: 'no-revision', revision: localId })
  })

  test('is read as it is sent, not as a replacement shows it', async () => {
    const harmless = repository.commit('harmless', { files: { harmless: '1' } })
    repository.git('reset', '-q', '--hard', 'HEAD~1')
    const real = repository.commit('real', { files: { real: '1' } })
    repository.git('replace', real, harmless)
    expect(linesOf(await pushed(repository, 'origin', 'main'))).toEqual(['added real'])
  })
})

describe('a merge commit in a push', () => {
  beforeEach(() => {
    repository.git('switch', '-qc', 'side')
    repository.commit('side', { files: { side: '1' } })
    repository.git('push', '-q', '--no-verify', 'origin', 'side')
    repository.git('switch', '-q', 'main')
    repository.commit('main', { files: { main: '1' } })
    repository.git('push', '-q', '--no-verify', 'origin', 'main')
  })

  test('has each path once that differs from a parent, and names its parents', async () => {
    repository.git('merge', '-q', '--no-commit', 'side')
    repository.write('main', 'evil')
    const id = repository.commit('merge', { agent: 'carol' })
    const merges = [repository.id('HEAD^1'), repository.id('HEAD^2')]
    expect(await pushed(repository, 'origin', 'main')).toMatchObject([
      { path: 'main', kind: 'modified', commit: { id, agents: ['carol'], merges } },
      { path: 'side', kind: 'added', commit: { id, agents: ['carol'], merges } },
    ])
  })
})
