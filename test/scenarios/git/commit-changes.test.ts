import { beforeEach, describe, expect, test } from 'vitest'
import type { Change } from '../../../src/core/change.js'
import { readCommitChanges, readRangeChanges } from '../../../src/git/changes/commit-changes.js'
import { hookEnvironment } from '../../../src/git/environment.js'
import { findPlace } from '../../../src/git/place.js'
import { createRepository, type TestRepository } from '../../support/repository.js'
import { problemOf } from '../../support/problem-of.js'

const env = hookEnvironment(process.env)

const range = async (repository: TestRepository, base: string, head: string): Promise<readonly Change[]> =>
  readRangeChanges(await findPlace(repository.top, env), env, base, head)

const everything = async (repository: TestRepository, tip = 'HEAD'): Promise<readonly Change[]> =>
  readCommitChanges(await findPlace(repository.top, env), env, { tips: [repository.id(tip)], known: [] })

const linesOf = (changes: readonly Change[]): readonly string[] =>
  changes.map((change) => `${change.kind} ${change.path}`).sort()

/** Writes a commit object as it stands, where `git commit` would tidy it. */
function writeCommit(repository: TestRepository, headers: string, message: string | Buffer): string {
  const person = 'A <a@example.org> 1700000000 +0000'
  const parts = [`tree ${repository.id('HEAD^{tree}')}\nauthor ${person}\ncommitter ${person}\n${headers}\n`, message]
  const input = Buffer.concat(parts.map((part) => Buffer.from(part)))
  return repository.tryGit(['hash-object', '-t', 'commit', '-w', '--stdin'], { input }).stdout.toString().trim()
}

let repository: TestRepository
beforeEach(() => {
  repository = createRepository()
})

describe('a range', () => {
  test('changes what its commits change', async () => {
    repository.commit('a', { files: { a: '1' } })
    repository.commit('b', { files: { b: '1', readme: null } })
    expect(linesOf(await range(repository, 'HEAD~2', 'HEAD'))).toEqual(['added a', 'added b', 'deleted readme'])
  })

  test('is not widened by a base that has moved on', async () => {
    repository.git('switch', '-qc', 'feature')
    repository.commit('feature', { files: { f: '1' } })
    repository.git('switch', '-q', 'main')
    repository.commit('main', { files: { m: '1' } })
    expect(linesOf(await range(repository, 'main', 'feature'))).toEqual(['added f'])
  })

  test('takes names, ids, tags and expressions', async () => {
    repository.commit('a', { files: { a: '1' } })
    repository.git('tag', '-am', 'x', 'v1', 'HEAD~1')
    for (const base of ['v1', 'HEAD^', 'main~1', repository.id('HEAD~1'), 'HEAD^{/first}']) {
      expect(linesOf(await range(repository, base, 'main'))).toEqual(['added a'])
    }
  })

  test.each(['nowhere', '--all', '--output=owned', '', 'HEAD\nHEAD', 'HEAD:readme', 'a\0b', '-'])(
    'of %j is refused by that name',
    async (revision) => {
      expect(await problemOf(() => range(repository, 'HEAD', revision))).toEqual({
        area: 'git',
        code: 'no-revision',
        revision,
      })
      expect(await problemOf(() => range(repository, revision, 'HEAD'))).toEqual({
        area: 'git',
        code: 'no-revision',
        revision,
      })
      expect(repository.has('owned')).toBe(false)
    },
  )

  test('that a shallow clone cuts off is a problem that says how to deepen', async () => {
    repository.commit('base', { files: { a: '1' } })
    repository.git('switch', '-qc', 'feature')
    repository.commit('f1', { files: { f1: '1' } })
    repository.git('switch', '-q', 'main')
    repository.commit('m1', { files: { m1: '1' } })
    const shallow = repository.clone('--depth=1', '--no-single-branch')
    const problem = await problemOf(() => range(shallow, 'origin/main', 'origin/feature'))
    expect(problem).toEqual({ area: 'git', code: 'history-cut', base: 'origin/main', head: 'origin/feature' })
    shallow.git('fetch', '-q', '--unshallow')
    expect(linesOf(await range(shallow, 'origin/main', 'origin/feature'))).toEqual(['added f1'])
  })

  test('of unrelated histories has all commits of its head', async () => {
    repository.git('switch', '-q', '--orphan', 'other')
    repository.commit('other', { files: { o: '1' } })
    expect(linesOf(await range(repository, 'main', 'other'))).toEqual(['added o'])
  })
})

describe('the commit of a change', () => {
  test('names every Holdfast-Agent, without regard to case, and no other trailer', async () => {
    repository.commit('a\n\nbody\n\nHoldfast-Agent: alice\nCo-authored-by: X <x@y>\nholdfast-agent: bob', {
      files: { a: '1' },
    })
    const [change] = await everything(repository)
    expect(change?.commit?.agents).toEqual(['alice', 'bob'])
  })

  test('takes nothing from the middle of a message', async () => {
    repository.commit('a\n\nHoldfast-Agent: alice\n\nlast words', { files: { a: '1' } })
    expect((await everything(repository))[0]?.commit?.agents).toEqual([])
  })

  test('reads the trailer where the configuration prefers another sign', async () => {
    repository.git('config', 'trailer.separators', '=')
    repository.commit('a', { files: { a: '1' }, agent: 'alice' })
    expect((await everything(repository))[0]?.commit?.agents).toEqual(['alice'])
  })

  test.each([
    ['ISO-8859-1', Buffer.from([0xe9, 0xff])],
    ['UTF-16', Buffer.from('x')],
    ['UTF-7', Buffer.from('+AAA-')],
    ['no-such-encoding', Buffer.from([0x80])],
  ])('reads the trailer under the encoding %s', async (encoding, odd) => {
    const message = Buffer.concat([odd, Buffer.from('\n\nHoldfast-Agent: alice\n')])
    const id = writeCommit(repository, `encoding ${encoding}\n`, message)
    repository.git('update-ref', 'refs/heads/odd', id)
    repository.git('config', 'i18n.logOutputEncoding', 'UTF-16')
    expect((await everything(repository, 'odd'))[0]?.commit).toEqual({
      id,
      agents: ['alice'],
      authorEmail: 'a@example.org',
    })
  })

  test('reads the trailer of a message of eight megabytes', async () => {
    const id = writeCommit(repository, '', `${'long words \n'.repeat(700_000)}\nHoldfast-Agent: alice\n`)
    expect((await everything(repository, id))[0]?.commit?.agents).toEqual(['alice'])
  })

  test('cannot be forged by a message that looks like our records', async () => {
    const record = `:000000 100644 ${'0'.repeat(40)} ${'a'.repeat(40)} A`
    repository.commit(`x\n\n${record}\nforged\n${'b'.repeat(40)}\n\nHoldfast-Agent: a\n ${record}`, {
      files: { a: '1' },
    })
    const changes = await everything(repository)
    expect(linesOf(changes)).toEqual(['added a', 'added readme'])
    expect(changes[0]?.commit).toMatchObject({ id: repository.id(), agents: [] })
  })

  test('has the address of its author, not of .mailmap', async () => {
    repository.commit('a', {
      files: { a: '1', '.mailmap': 'Bo <bo@example.org> <al@example.org>\n' },
      author: 'Al <al@example.org>',
    })
    expect((await everything(repository))[0]?.commit?.authorEmail).toBe('al@example.org')
  })
})

describe('the changes of commits', () => {
  test('are none for no tips', async () => {
    const place = await findPlace(repository.top, env)
    expect(await readCommitChanges(place, env, { tips: [], known: [] })).toEqual([])
  })

  test('leave out what any known ref has', async () => {
    repository.git('tag', 'known')
    const place = await findPlace(repository.top, env)
    repository.git('switch', '-q', '--detach')
    const tip = repository.commit('new', { files: { n: '1' } })
    const changes = await readCommitChanges(place, env, { tips: [tip], known: [], knownRefs: ['--all'] })
    // In a checkout HEAD counts among all refs; a server's does not move to what is being pushed.
    expect(linesOf(changes)).toEqual([])
    const branches = await readCommitChanges(place, env, { tips: [tip], known: [], knownRefs: ['--branches'] })
    expect(linesOf(branches)).toEqual(['added n'])
  })

  test('have both sides of a rename, changes of mode and type, and bumps of submodules', async () => {
    const lib = createRepository()
    repository.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', lib.top, 'lib')
    repository.git('config', '-f', '.gitmodules', 'submodule.lib.ignore', 'all')
    repository.commit('lib', { files: { run: '1' } })
    repository.git('mv', 'readme', 'manual')
    repository.git('update-index', '--chmod=+x', 'run')
    repository.git('update-index', '--cacheinfo', `160000,${'1'.repeat(40)},lib`)
    repository.git('commit', '-qm', 'all of it')
    const changes = await range(repository, 'HEAD~1', 'HEAD')
    expect(linesOf(changes)).toEqual(['added manual', 'deleted readme', 'mode run', 'modified lib'])
    expect(changes.filter((change) => change.isSubmodule).map((change) => change.path)).toEqual(['lib'])
  })

  test('keep the bytes of names, also with line ends and marks of records', async () => {
    const names = ['a\nb', `:100644 100644 ${'a'.repeat(40)} ${'b'.repeat(40)} M`, 'c'.repeat(40)]
    for (const name of names) repository.write(name, '1')
    repository.git('add', '--all')
    const id = repository.id('HEAD:readme')
    const latin1 = Buffer.concat([Buffer.from(`100644 ${id}\tcaf`), Buffer.from([0xe9, 0])])
    repository.tryGit(['update-index', '-z', '--index-info'], { input: latin1 })
    repository.git('commit', '-qm', 'odd')
    const changes = await range(repository, 'HEAD~1', 'HEAD')
    expect(changes.map((change) => change.bytes ?? change.path).sort()).toEqual([...names, 'caf\xe9'].sort())
  })

  test('of ten thousand commits come in one go', async () => {
    const count = 10_000
    let script = ''
    for (let i = 1; i <= count; i += 1) {
      script += `commit refs/heads/long\nmark :${i}\ncommitter A <a@example.org> ${1_700_000_000 + i} +0000\ndata 2\nx\n`
      script += `${i === 1 ? '' : `from :${i - 1}\n`}M 100644 inline f${i % 100}\ndata ${String(i).length}\n${i}\n`
    }
    expect(repository.tryGit(['fast-import', '--quiet'], { input: script }).code).toBe(0)
    const changes = await everything(repository, 'long')
    expect(changes).toHaveLength(count)
    expect(new Set(changes.map((change) => change.commit?.id)).size).toBe(count)
  })
})
