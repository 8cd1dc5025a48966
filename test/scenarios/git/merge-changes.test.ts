import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeEach, describe, expect, test } from 'vitest'
import { hookEnvironment } from '../../../src/git/environment.js'
import { readMergeCommitChanges, type MergeParents } from '../../../src/git/changes/merge-changes.js'
import { findPlace } from '../../../src/git/place.js'
import { createRepository, type TestRepository } from '../../support/repository.js'
import { problemOf } from '../../support/problem-of.js'

let repository: TestRepository

/** `base`, then on main and on `side`: `both` in conflict, `lines` at its two ends, `ours` and `theirs` on one side each. */
beforeEach(() => {
  repository = createRepository()
  const lines = (first: string, last: string): string => `${first}\n${'line\n'.repeat(20)}${last}\n`
  repository.commit('base', { files: { both: '1\n', ours: '1\n', theirs: '1\n', lines: lines('a', 'z') } })
  repository.git('switch', '-qc', 'side')
  repository.commit('side', { files: { both: 'side\n', theirs: 'side\n', imported: '1\n', lines: lines('a', 'side') } })
  repository.git('switch', '-q', 'main')
  repository.commit('main', { files: { both: 'main\n', ours: 'main\n', lines: lines('main', 'z') } })
})

/** Makes the merge, stages everything, commits, and reads what was made in it. */
async function madeBy(merge: readonly string[], edit = (): void => undefined, env = process.env): Promise<string[]> {
  repository.tryGit(['merge', '-q', '--no-commit', '--no-ff', ...merge])
  edit()
  repository.commit('merge')
  return madeIn(repository, 'HEAD', env)
}

async function madeIn(where: TestRepository, revision: string, env = process.env): Promise<string[]> {
  const asked = hookEnvironment(env)
  const parents = where.git('rev-parse', `${revision}^@`).split('\n') as unknown as MergeParents
  const origin = { id: where.id(revision), agents: [], authorEmail: 'bob@example.org', merges: parents }
  const changes = await readMergeCommitChanges(await findPlace(where.top, asked), asked, origin, parents)
  expect(changes.every(({ commit }) => commit === origin)).toBe(true)
  return changes.map(({ kind, path }) => `${kind} ${path}`).sort()
}

/** A git that knows no `merge-tree --write-tree`, as every git before 2.38. */
function envOfOldGit(): NodeJS.ProcessEnv {
  const folder = repository.path('.git/old-git')
  repository.write('.git/old-git/git', '')
  const git = join(folder, 'git')
  const others = process.env['PATH'] ?? ''
  writeFileSync(
    git,
    `#!/bin/sh\ncase $1 in merge-tree) echo 'usage: git merge-tree' >&2; exit 129 ;; esac\nPATH='${others}' exec git "$@"\n`,
  )
  chmodSync(git, 0o755)
  return { ...process.env, PATH: `${folder}:${others}` }
}

describe('whoever merges has made', () => {
  test('nothing of what git merges by itself, and what a conflict is resolved to', async () => {
    expect(await madeBy(['side'], () => repository.write('both', 'resolved\n'))).toEqual(['modified both'])
  })

  test.each(['ours', 'theirs'])('the whole of a conflict that -X %s resolves', async (side) => {
    expect(await madeBy(['-X', side, 'side'])).toEqual(['modified both'])
  })

  test('all that -s ours throws away', async () => {
    expect(await madeBy(['-s', 'ours', 'side'])).toEqual([
      'deleted imported',
      'modified both',
      'modified lines',
      'modified theirs',
    ])
  })

  test('what is slipped into the merge, taken out of it, or put back', async () => {
    const edit = (): void => {
      repository.write('both', 'main\n')
      repository.write('slipped', '1')
      repository.delete('readme')
      repository.git('checkout', '-q', 'HEAD~1', '--', 'ours')
    }
    const made = await madeBy(['side'], edit)
    expect(made).toEqual(['added slipped', 'deleted readme', 'modified both', 'modified ours'])
  })

  test('nothing where git follows a rename by itself', async () => {
    repository.git('mv', 'theirs', 'renamed')
    repository.commit('rename')
    expect(await madeBy(['-X', 'ours', 'side'])).toEqual(['modified both'])
    expect(repository.read('renamed')).toBe('side\n')
  })

  test('of an octopus what differs from the merges one after the other', async () => {
    for (const name of ['one', 'two']) {
      repository.git('switch', '-qc', name, 'main')
      repository.commit(name, { files: { [name]: '1\n' } })
    }
    repository.git('switch', '-q', 'main')
    repository.commit('more', { files: { more: '1\n' } })
    expect(await madeBy(['one', 'two'])).toEqual([])
    repository.git('reset', '-q', '--hard', 'HEAD~1')
    expect(await madeBy(['one', 'two'], () => repository.delete('one'))).toEqual(['deleted one'])
  })

  test('of another root all that it brings, and all that is lost of either', async () => {
    repository.git('switch', '-q', '--orphan', 'island')
    repository.commit('island', { files: { beach: '1\n', palm: '1\n', ours: 'island\n' } })
    repository.git('switch', '-q', 'main')
    const merge = ['--allow-unrelated-histories', '-X', 'ours', 'island']
    expect(await madeBy(merge, () => repository.delete('palm'))).toEqual([
      'added beach',
      'deleted palm',
      'modified ours',
    ])
  })
})

describe('with a git that merges nothing without an index', () => {
  test('a path that one side alone has changed is as that side has it', async () => {
    const made = await madeBy(['side'], () => repository.write('both', 'resolved\n'), envOfOldGit())
    // Changed on both sides: nobody can tell that git merged it by itself.
    expect(made).toEqual(['modified both', 'modified lines'])
  })

  test('nothing that was made is missed', async () => {
    for (const merge of [['-s', 'ours', 'side'], ['-X', 'theirs', 'side'], ['side']]) {
      const made = await madeBy(merge, () => repository.write('slipped', merge.join(' ')))
      expect(await madeIn(repository, 'HEAD', envOfOldGit())).toEqual(expect.arrayContaining(made))
      repository.git('reset', '-q', '--hard', 'HEAD~1')
    }
  })
})

test('a partial clone that lacks the contents says so, and fetches nothing', async () => {
  repository.git('merge', '-q', '-X', 'ours', '--no-edit', 'side')
  repository.git('config', 'uploadpack.allowFilter', 'true')
  const partial = createRepository({ initialCommit: false })
  const url = pathToFileURL(repository.top).href
  partial.git('fetch', '-q', '--filter=blob:none', url, 'main')
  partial.git('config', 'remote.origin.url', url)
  partial.git('config', 'remote.origin.promisor', 'true')
  partial.git('config', 'remote.origin.partialclonefilter', 'blob:none')
  partial.git('config', 'extensions.partialClone', 'origin')
  partial.git('update-ref', 'refs/heads/main', 'FETCH_HEAD')
  const missing = (): string =>
    partial.git('rev-list', '--objects', '--missing=print', 'main').replace(/^[^?].*\n?/gm, '')
  const before = missing()
  expect(before).not.toBe('')
  expect(await problemOf(() => madeIn(partial, 'main'))).toMatchObject({ area: 'git', code: 'merge-unknown' })
  expect(missing()).toBe(before)
})
