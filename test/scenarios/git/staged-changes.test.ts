import { chmodSync, symlinkSync, utimesSync } from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Change } from '../../../src/core/change.js'
import { hookEnvironment } from '../../../src/git/environment.js'
import { findPlace } from '../../../src/git/place.js'
import { parentsOfPendingMerge, readStagedChanges } from '../../../src/git/changes/staged-changes.js'
import { createRepository, type TestRepository } from '../../support/repository.js'
import { problemOf } from '../../support/problem-of.js'

const env = hookEnvironment(process.env)

async function staged(repository: TestRepository, cwd = repository.top): Promise<readonly Change[]> {
  return readStagedChanges(await findPlace(cwd, env), env)
}

/** `kind path`, sorted. */
async function stagedLines(repository: TestRepository, cwd = repository.top): Promise<readonly string[]> {
  return (await staged(repository, cwd)).map((change) => `${change.kind} ${change.path}`).sort()
}

let repository: TestRepository
beforeEach(() => {
  repository = createRepository()
})

describe('what is staged', () => {
  test('is nothing in a clean repository, and nothing of the work tree', async () => {
    repository.write('readme', 'edited')
    repository.write('new', 'untracked')
    expect(await staged(repository)).toEqual([])
  })

  test('is added, modified and deleted files', async () => {
    repository.commit('more', { files: { gone: '1', 'src/edited': '1' } })
    repository.delete('gone')
    repository.write('src/edited', '2')
    repository.write('src/new', '1')
    repository.git('add', '--all')
    expect(await stagedLines(repository)).toEqual(['added src/new', 'deleted gone', 'modified src/edited'])
  })

  test('is both sides of a rename, whatever diff.renames says', async () => {
    repository.git('config', 'diff.renames', 'copies')
    repository.git('mv', 'readme', 'manual')
    expect(await stagedLines(repository)).toEqual(['added manual', 'deleted readme'])
  })

  test('is a change of mode, and one of type', async () => {
    repository.commit('more', { files: { run: '1', link: '1' } })
    chmodSync(repository.path('run'), 0o755)
    repository.delete('link')
    symlinkSync('run', repository.path('link'))
    repository.git('add', '--all')
    expect(await stagedLines(repository)).toEqual(['mode run', 'type link'])
  })

  test('is the bump of a submodule, also of one that the configuration hides', async () => {
    repository.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', createRepository().top, 'lib')
    repository.git('config', '-f', '.gitmodules', 'submodule.lib.ignore', 'all')
    repository.commit('add lib')
    repository.git('config', 'diff.ignoreSubmodules', 'all')
    repository.tryGit(['commit', '-q', '--allow-empty', '-m', 'next'], { cwd: repository.path('lib') })
    const { stdout } = repository.tryGit(['rev-parse', 'HEAD'], { cwd: repository.path('lib') })
    // Not by `git add`: since 2.54 that passes over what is ignored.
    repository.git('update-index', '--cacheinfo', `160000,${stdout.toString().trim()},lib`)
    expect(await staged(repository)).toEqual([{ path: 'lib', kind: 'modified', isSubmodule: true }])
  })

  test('is not what is only intended to be added', async () => {
    repository.write('later', '1')
    repository.git('add', '--intent-to-add', 'later')
    expect(await staged(repository)).toEqual([])
  })

  test('is everything before the first commit', async () => {
    const fresh = createRepository({ initialCommit: false })
    fresh.write('a/b', '1')
    fresh.git('add', '--all')
    expect(await stagedLines(fresh)).toEqual(['added a/b'])
  })

  test('is nothing in an empty repository', async () => {
    expect(await staged(createRepository({ initialCommit: false }))).toEqual([])
  })

  test('reads the same from a sub-directory, also under diff.relative', async () => {
    repository.git('config', 'diff.relative', 'true')
    repository.git('config', 'diff.noprefix', 'true')
    repository.write('sub/inner', '1')
    repository.write('outer', '1')
    repository.git('add', '--all')
    expect(await stagedLines(repository, repository.path('sub'))).toEqual(['added outer', 'added sub/inner'])
  })

  test('is of the linked worktree that one stands in', async () => {
    const linked = repository.worktree('side')
    linked.write('here', '1')
    linked.git('add', '--all')
    expect(await stagedLines(linked)).toEqual(['added here'])
    expect(await staged(repository)).toEqual([])
  })

  test.each([true, false])('reads in a SHA-256 repository, with a commit: %s', async (initialCommit) => {
    const sha256 = createRepository({ objectFormat: 'sha256', initialCommit })
    sha256.write('a', '1')
    sha256.git('add', '--all')
    expect(await stagedLines(sha256)).toEqual(['added a'])
  })

  test('keeps names that quoting, globbing or options would bend', async () => {
    const names = ['a\nb', 'tab\tq"u\'o\\te', '-dash', ':(top)x', '*', '[a]', 'é', 'e\u0301', ' ', 'HEAD', '日本']
    repository.git('config', 'core.precomposeunicode', 'false')
    for (const name of names) repository.write(name, '1')
    repository.git('add', '--all')
    expect((await staged(repository)).map((change) => change.path).sort()).toEqual(names.sort())
  })

  test('keeps the bytes of names that are not UTF-8', async () => {
    const id = repository.id('HEAD:readme')
    const index = Buffer.concat([Buffer.from(`100644 ${id}\tcaf`), Buffer.from([0xe9]), Buffer.from('\0')])
    repository.tryGit(['update-index', '-z', '--index-info'], { input: index })
    expect(await staged(repository)).toEqual([
      { path: 'caf\ufffd', bytes: 'caf\xe9', kind: 'added', isSubmodule: false },
    ])
  })

  test('is judged against HEAD, also where a file or a tag has that name', async () => {
    repository.write('HEAD', '1')
    repository.git('add', 'HEAD')
    repository.git('tag', 'HEAD', 'HEAD')
    expect(await stagedLines(repository)).toEqual(['added HEAD'])
  })

  test('is read past pathspec variables that git hands to its hooks', async () => {
    repository.write('a', '1')
    repository.git('add', '--all')
    const bent = hookEnvironment({ ...process.env, GIT_LITERAL_PATHSPECS: '1', GIT_ICASE_PATHSPECS: '1' })
    expect(await readStagedChanges(await findPlace(repository.top, bent), bent)).toHaveLength(1)
  })

  test('leaves the index untouched, also where git would like to refresh it', async () => {
    repository.write('a', '1')
    repository.git('add', 'a')
    const before = repository.read('.git/index')
    utimesSync(repository.path('readme'), 0, 0)
    await staged(repository)
    expect(repository.read('.git/index')).toBe(before)
  })

  test('does not need the index lock', async () => {
    repository.write('a', '1')
    repository.git('add', 'a')
    repository.write('.git/index.lock', '')
    expect(await stagedLines(repository)).toEqual(['added a'])
  })

  test('cannot be read in a bare repository', async () => {
    const bare = createRepository({ bare: true })
    expect(await problemOf(() => staged(bare))).toMatchObject({ code: 'bare-repository' })
  })

  test('cannot be read from an index that is no index', async () => {
    repository.write('.git/index', 'rubbish')
    expect(await problemOf(() => staged(repository))).toMatchObject({ code: 'git-stopped', command: 'diff-index' })
  })
})

describe('in a merge', () => {
  beforeEach(() => {
    repository.commit('base', { files: { both: '1\n', ours: '1\n', theirs: '1\n' } })
    repository.git('switch', '-qc', 'side')
    repository.commit('side', { files: { both: 'side\n', theirs: 'side\n', imported: '1\n' } })
    repository.git('switch', '-q', 'main')
    repository.commit('main', { files: { both: 'main\n', ours: 'main\n' } })
    repository.tryGit(['merge', 'side'])
  })

  test("only what differs from git's own merge was written here", async () => {
    repository.write('both', 'resolved\n')
    repository.git('add', '--all')
    expect(await stagedLines(repository)).toEqual(['modified both'])
  })

  test.each(['--theirs', '--ours'])('a conflict resolved to one side was written here: %s', async (side) => {
    repository.git('checkout', side, 'both')
    repository.git('add', '--all')
    expect(await stagedLines(repository)).toEqual(['modified both'])
  })

  test('what a side is not asked for was written here', async () => {
    repository.git('reset', '-q', '--hard')
    repository.git('merge', '-q', '--no-commit', '-s', 'ours', 'side')
    expect(await stagedLines(repository)).toEqual(['deleted imported', 'modified both', 'modified theirs'])
  })

  test('a change of the side slipped into the merge was written here', async () => {
    repository.git('checkout', '--theirs', 'both')
    repository.write('theirs', 'evil\n')
    repository.write('new', '1')
    repository.git('rm', '-q', '--cached', 'imported')
    repository.delete('imported')
    repository.git('add', '--all')
    expect(await stagedLines(repository)).toEqual(['added new', 'deleted imported', 'modified both', 'modified theirs'])
  })

  test('unmerged paths say so', async () => {
    expect(await stagedLines(repository)).toContain('unmerged both')
  })

  test('a deletion of what both sides have was written here', async () => {
    repository.git('checkout', '--ours', 'both')
    repository.git('rm', '-qf', 'readme')
    repository.git('add', '--all')
    expect(await stagedLines(repository)).toEqual(['deleted readme', 'modified both'])
  })

  test('parents that are passed in stand in for MERGE_HEAD', async () => {
    repository.write('both', 'resolved\n')
    repository.git('add', '--all')
    const side = repository.id('side')
    repository.delete('.git/MERGE_HEAD')
    const place = await findPlace(repository.top, env)
    const changes = await readStagedChanges(
      place,
      env,
      parentsOfPendingMerge({ [`GITHEAD_${side}`]: 'side', PATH: '' }),
    )
    expect(changes.map((change) => change.path)).toEqual(['both'])
    expect((await readStagedChanges(place, env)).map((change) => change.path).sort()).toEqual([
      'both',
      'imported',
      'theirs',
    ])
  })
})

test("of an octopus only what differs from git's own merge was written here", async () => {
  for (const branch of ['one', 'two']) {
    repository.git('switch', '-qc', branch, 'main')
    repository.commit(branch, { files: { [branch]: '1\n' } })
  }
  repository.git('switch', '-q', 'main')
  repository.commit('main', { files: { main: '1\n' } })
  repository.git('merge', '-q', '--no-commit', 'one', 'two')
  expect(await staged(repository)).toEqual([])
  repository.write('two', 'evil\n')
  repository.git('add', '--all')
  expect(await stagedLines(repository)).toEqual(['modified two'])
})

test('only ids name the parents of a pending merge', () => {
  const id = 'a'.repeat(40)
  expect(parentsOfPendingMerge({ [`GITHEAD_${id}`]: 'x', GITHEAD_main: 'y', GIT_DIR: 'z' })).toEqual([id])
})
