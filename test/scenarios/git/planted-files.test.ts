import { copyFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { hookEnvironment } from '../../../src/git/environment.js'
import { readNewWork } from '../../../src/git/changes/new-work.js'
import { namePickedCommit } from '../../../src/git/changes/picked-commit.js'
import { readStagedChanges } from '../../../src/git/changes/staged-changes.js'
import { readStagedTree } from '../../../src/git/changes/staged-tree.js'
import { findHookSetup } from '../../../src/git/hooks/find-owner.js'
import { findPlace, type Place } from '../../../src/git/place.js'
import { findWorkTree } from '../../../src/git/place-by-files.js'
import { completeHistory } from '../../../src/git/remote/complete-history.js'
import { findUnfinished } from '../../../src/git/unfinished.js'
import { createFolder, createRepository, type TestRepository } from '../../support/repository.js'
import { problemOf } from '../../support/problem-of.js'

const env = hookEnvironment(process.env)

let repository: TestRepository
let place: Place
beforeEach(async () => {
  repository = createRepository()
  place = await findPlace(repository.top, env)
})

/** Puts the file somewhere else, and a link to it in its place. */
function plantLink(path: string, text: string): void {
  const target = join(createFolder('elsewhere'), 'file')
  writeFileSync(target, text)
  repository.delete(path)
  symlinkSync(target, repository.path(path))
}

describe('a symbolic link in the git folder, where git itself writes a file, is not followed', () => {
  test('MERGE_HEAD: a commit that it names takes nothing out of what is staged', async () => {
    repository.git('switch', '-qc', 'side')
    const side = repository.commit('side', { files: { readme: 'theirs\n' } })
    repository.git('switch', '-q', 'main')
    repository.write('readme', 'theirs\n')
    repository.git('add', '--all')
    repository.write('.git/MERGE_HEAD', `${side}\n`)
    expect(await readStagedChanges(place, env)).toEqual([])
    plantLink('.git/MERGE_HEAD', `${side}\n`)
    expect(await readStagedChanges(place, env)).toMatchObject([{ path: 'readme' }])
  })

  test('FETCH_HEAD: a commit that it names is new work all the same', async () => {
    const oldId = repository.id()
    repository.git('switch', '-q', '--detach')
    const newId = repository.commit('theirs', { files: { theirs: '1' } })
    repository.git('switch', '-q', 'main')
    const update = { ref: 'refs/heads/main', oldId, newId }
    repository.write('.git/FETCH_HEAD', `${newId}\t\tbranch 'main' of somewhere\n`)
    expect(await readNewWork(place, env, [update])).toEqual([])
    plantLink('.git/FETCH_HEAD', `${newId}\t\tbranch 'main' of somewhere\n`)
    expect(await readNewWork(place, env, [update])).toMatchObject([{ path: 'theirs' }])
  })

  test('CHERRY_PICK_HEAD: nobody else is named as who made a change', async () => {
    const picked = repository.commit('theirs', { files: { theirs: '1' }, agent: 'alice' })
    repository.git('reset', '-q', '--soft', 'HEAD~1')
    const staged = await readStagedChanges(place, env)
    repository.write('.git/CHERRY_PICK_HEAD', `${picked}\n`)
    expect(await namePickedCommit(place, env, staged)).toMatchObject([{ commit: { id: picked } }])
    plantLink('.git/CHERRY_PICK_HEAD', `${picked}\n`)
    expect(await namePickedCommit(place, env, staged)).toEqual(staged)
  })

  test('MERGE_MSG: says nothing of a revert', () => {
    const hook = { name: 'prepare-commit-msg', args: ['', 'message'] }
    repository.write('.git/MERGE_MSG', 'Revert "theirs"\n')
    expect(findUnfinished(repository.gitDir, hook)).toMatchObject({ what: 'revert' })
    plantLink('.git/MERGE_MSG', 'Revert "theirs"\n')
    expect(findUnfinished(repository.gitDir, hook)).toBeNull()
  })

  test('shallow: a history of which that is all we know is not taken for complete', async () => {
    const call = { place, env, remote: { name: 'origin', url: 'file:///nowhere' }, timeoutMs: 1_000 }
    const range = { base: null, head: repository.id() }
    plantLink('.git/shallow', '')
    expect(await problemOf(() => completeHistory(call, range, false))).toMatchObject({ code: 'history-cut' })
  })

  test('index: no copy is made of what it leads to', async () => {
    const target = join(createFolder('elsewhere'), 'index')
    copyFileSync(repository.path('.git', 'index'), target)
    expect(await readStagedTree(place, env)).toMatch(/^[0-9a-f]{40}$/)
    repository.delete('.git/index')
    symlinkSync(target, repository.path('.git', 'index'))
    expect(await readStagedTree(place, env)).toBeNull()
  })
})

test('a package.json that a branch brings as a link out of the repository does not say who owns the hooks', async () => {
  const text = '{ "simple-git-hooks": {} }'
  repository.write('package.json', text)
  expect(await findHookSetup(place, env)).toMatchObject({ owner: 'simple-git-hooks' })
  plantLink('package.json', text)
  expect(await findHookSetup(place, env)).toMatchObject({ owner: 'plain' })
})

test('a package.json beyond 4 MiB is not read', async () => {
  repository.write('package.json', `{ "simple-git-hooks": {}, "x": "${'x'.repeat(4 * 1024 * 1024)}" }`)
  expect(await findHookSetup(place, env)).toMatchObject({ owner: 'plain' })
})

test('a .git that is a link to the file of a linked worktree is followed, as git follows it', async () => {
  const { top } = repository.worktree('side')
  const link = join(createFolder('views'), 'file')
  renameSync(join(top, '.git'), link)
  symlinkSync(link, join(top, '.git'))
  const found = findWorkTree(join(top, 'readme'))
  const { gitDir, commonDir } = await findPlace(top, env)
  expect(found).toMatchObject({ top, gitDir, commonDir })
  expect(dirname(gitDir)).toBe(join(commonDir, 'worktrees'))
})
