import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { readPushedChanges } from '../../../src/git/changes/commit-changes.js'
import { hookEnvironment } from '../../../src/git/environment.js'
import { findPlace } from '../../../src/git/place.js'
import { parsePushLines } from '../../../src/git/changes/ref-updates.js'
import { parsePushListing, type PushListing } from '../../../src/git/changes/push-listing.js'
import { createFolder, createRepository, type TestRepository } from '../../support/repository.js'
import { inProject } from '../../support/project.js'

const HOOKS = inProject('dist/hooks')
/** What guard.sh does with the variables of git before it reads the script. */
const CLEAN_UP = readFileSync(join(HOOKS, 'guard.sh'), 'utf8')
  .match(/^(?:unset|export) .*GIT_.*$/gm)!
  .join('\n')
const ZERO = '0'.repeat(40)
const env = hookEnvironment(process.env)

interface ListOptions {
  readonly remote?: string
  readonly url?: string
  /** What guard.sh has read of the configuration. */
  readonly settings?: string
  readonly env?: Readonly<Record<string, string>>
}

/** What guard.sh pipes to Node. */
function listed(repository: TestRepository, lines: string, options: ListOptions = {}): PushListing {
  const { remote = 'origin', url = 'file:///there', settings = '' } = options
  const script = `set -u\n${CLEAN_UP}\nsettings=$3 settings_ended=0; . "$4"; holdfast_pushed "$1" "$2"`
  const { stdout, stderr } = spawnSync(
    '/bin/sh',
    ['-c', script, 'sh', remote, url, settings, join(HOOKS, 'pushed-paths.sh')],
    {
      cwd: repository.top,
      env: { ...process.env, ...options.env },
      input: lines,
      maxBuffer: 1 << 28,
    },
  )
  expect(stderr.toString()).toBe('')
  return parsePushListing(stdout)
}

const lineOf = (id: string, remoteId = ZERO): string => `refs/heads/main ${id} refs/heads/main ${remoteId}\n`

const nameOf = ({ path, bytes = path }: { path: string; bytes?: string }): string => `${path}|${bytes}`

const pathsOf = (listing: PushListing): readonly string[] | undefined => listing.changes?.map(nameOf).sort()

/** The paths that the guard itself would read, each once. */
async function asked(repository: TestRepository, lines: string): Promise<readonly string[]> {
  const push = { remote: 'origin', url: 'file:///there', lines: parsePushLines(Buffer.from(lines)) }
  const changes = await readPushedChanges(await findPlace(repository.top, env), env, push)
  return [...new Set(changes.map(nameOf))].sort()
}

const ODD_NAMES = [
  'a\nb',
  'tab\there',
  '"quoted"',
  'back\\slash',
  '\\101',
  ' blank ',
  '\x01\x7f',
  '😀',
  'e\u0301',
  '\r',
  '0',
]

/** Every kind of change, and merges that change something themselves, or take one side. */
function writeHistory(repository: TestRepository): void {
  repository.commit('names', { files: Object.fromEntries(ODD_NAMES.map((name) => [`odd/${name}`, `${name}\n`])) })
  writeFileSync(Buffer.concat([Buffer.from(repository.path('odd/')), Buffer.from([0xe9, 0x2e])]), 'latin\n')
  repository.commit('latin')
  repository.git('mv', 'readme', 'renamed')
  repository.commit('rename', { files: { same: '1', other: '1' } })
  repository.git('update-index', '--chmod=+x', 'same')
  repository.git('commit', '-q', '-m', 'mode')
  repository.delete('other')
  symlinkSync('same', repository.path('other'))
  repository.commit('type')
  repository.git('update-index', '--add', '--cacheinfo', `160000,${repository.id()},inner`)
  repository.git('commit', '-q', '-m', 'submodule')
  repository.write('.gitmodules', '[submodule "inner"]\n\tpath = inner\n\turl = ./x\n\tignore = all\n')
  repository.git('add', '.gitmodules')
  repository.git('update-index', '--cacheinfo', `160000,${repository.id('HEAD~1')},inner`)
  repository.git('commit', '-q', '-m', 'bump')
  repository.git('switch', '-q', '-c', 'side', 'HEAD~3')
  repository.commit('side', { files: { side: '1', both: 'side\n' } })
  repository.git('switch', '-q', 'main')
  repository.commit('main', { files: { both: 'main\n' } })
  repository.tryGit(['merge', '-q', '--no-commit', 'side'])
  repository.commit('evil', { files: { both: 'both\n', evil: '1' } })
  repository.git('switch', '-q', '--orphan', 'root')
  repository.commit('root', { files: { root: '1' } })
  repository.git('switch', '-q', 'main')
  repository.git('merge', '-q', '--allow-unrelated-histories', '-s', 'ours', '-m', 'root', 'root')
}

const HOSTILE: Readonly<Record<string, string>> = {
  'log.showRoot': 'false',
  'log.diffMerges': 'off',
  'log.follow': 'true',
  'log.showSignature': 'true',
  'log.decorate': 'full',
  'log.mailmap': 'true',
  'log.abbrevCommit': 'true',
  'format.pretty': 'fuller',
  'format.notes': '*',
  'diff.renames': 'copies',
  'diff.relative': 'true',
  'diff.ignoreSubmodules': 'all',
  'diff.submodule': 'log',
  'diff.noprefix': 'true',
  'diff.external': 'false',
  'diff.orderFile': '/nowhere',
  'diff.statNameWidth': '3',
  'color.ui': 'always',
  'color.diff': 'always',
  'core.quotePath': 'false',
  'core.pager': 'false',
  'i18n.logOutputEncoding': 'utf-16',
  'notes.displayRef': '*',
}

let repository: TestRepository
beforeEach(() => {
  repository = createRepository()
})

describe('the paths that the shell lists of a push', () => {
  test('are those that the guard would read, each once', async () => {
    writeHistory(repository)
    const lines = lineOf(repository.id())
    const paths = pathsOf(listed(repository, lines))
    expect(paths).toEqual(await asked(repository, lines))
    for (const name of [...ODD_NAMES.map((odd) => `odd/${odd}`), 'inner', 'evil', 'both', 'root', 'readme', 'other'])
      expect(paths?.filter((path) => path === `${name}|${name}`)).toHaveLength(1)
    expect(paths).toContain('odd/\ufffd.|odd/\xe9.')
  })

  test('are the same whatever the configuration says', () => {
    const start = repository.id()
    writeHistory(repository)
    const lines = lineOf(repository.id(), start)
    const plain = pathsOf(listed(repository, lines))
    expect(plain).toEqual(expect.arrayContaining(['readme|readme', 'renamed|renamed', 'inner|inner']))
    for (const [key, value] of Object.entries(HOSTILE)) repository.git('config', key, value)
    expect(pathsOf(listed(repository, lines))).toEqual(plain)
    const literal = { GIT_LITERAL_PATHSPECS: '1', GIT_EXTERNAL_DIFF: 'false', GIT_DIFF_OPTS: '-u0' }
    expect(pathsOf(listed(repository, lines, { env: literal }))).toEqual(plain)
  })

  test('leave out what the remote has, and heed no replacement', async () => {
    const old = repository.commit('old', { files: { old: '1' } })
    const there = repository.commit('there', { files: { there: '1' } })
    repository.git('update-ref', 'refs/remotes/origin/x', old)
    repository.git('update-ref', 'refs/remotes/other/x', repository.commit('new', { files: { new: '1' } }))
    const lines = lineOf(repository.id())
    expect(pathsOf(listed(repository, lines))).toEqual(['new|new', 'there|there'])
    expect(pathsOf(listed(repository, lines, { url: 'origin' }))).toEqual([])
    expect(pathsOf(listed(repository, lineOf(repository.id(), there)))).toEqual(['new|new'])
    repository.git('replace', repository.id(), old)
    expect(pathsOf(listed(repository, lines))).toEqual(await asked(repository, lines))
  })

  test('need nothing of what the remote has and nobody fetched', () => {
    const lines = lineOf(repository.id(), '1'.repeat(40))
    expect(pathsOf(listed(repository, lines))).toEqual(['readme|readme'])
  })

  test('are those of every line: tags of tags, ids, names with blanks; none of a deletion', async () => {
    repository.git('branch', 'empty')
    repository.git('update-ref', 'refs/remotes/origin/main', repository.id())
    repository.git('tag', '-a', '-m', 'x', 'inner', repository.commit('tagged', { files: { tagged: '1' } }))
    repository.git('tag', '-a', '-m', 'x', 'outer', 'inner')
    repository.git('switch', '-q', 'empty')
    const other = repository.commit('other', { files: { other: '1' } })
    const lines = `refs/tags/outer ${repository.id('outer')} refs/tags/outer ${ZERO}\n:/with a blank ${other} refs/heads/o ${ZERO}\n`
    const deletion = `(delete) ${ZERO} refs/heads/gone ${repository.id()}\n`
    const listing = listed(repository, lines + deletion)
    expect(listing.updates.toString()).toBe(lines + deletion)
    expect(pathsOf(listing)).toEqual(['tagged|tagged'])
    expect(pathsOf(listed(repository, lines))).toEqual(await asked(repository, lines))
    expect(listed(repository, deletion).changes).toEqual([])
    expect(listed(repository, '').changes).toEqual([])
  })

  test('are those of a repository of SHA-256', () => {
    const other = createRepository({ objectFormat: 'sha256' })
    const lines = `refs/heads/main ${other.id()} refs/heads/main ${'0'.repeat(64)}\n`
    expect(pathsOf(listed(other, lines))).toEqual(['readme|readme'])
  })
})

describe('the shell leaves a push to the guard', () => {
  const many = (count: number): string =>
    Array.from(
      { length: count },
      (_, index) => `refs/heads/b${index} ${repository.id()} refs/heads/b${index} ${ZERO}\n`,
    ).join('')

  test.each([
    ['whose object is not there', () => lineOf('1'.repeat(40))],
    ['of more refs than arguments should hold', () => many(70)],
    ['with a line that git does not write', () => `${lineOf(repository.id())}garbage\n`],
    ['with a line that has no end', () => lineOf(repository.id()).trimEnd()],
  ])('%s', (_what, lines) => {
    expect(listed(repository, lines())).toEqual({ updates: Buffer.from(lines()), changes: null })
  })

  test('to a remote that has another one below its name', () => {
    const lines = lineOf(repository.id())
    const settings = 'user.name Person\nremote.origin/x.url file:///there'
    expect(listed(repository, lines, { settings }).changes).toBeNull()
    expect(listed(repository, lines, { settings, remote: 'origin/x' }).changes).toHaveLength(1)
  })

  test.each([
    ['git ends in the middle', 'git', '#!/bin/sh\necho half\nexit 1\n'],
    ['git is killed', 'git', '#!/bin/sh\necho half\nkill -9 $$\n'],
    ['awk is no awk', 'awk', '#!/bin/sh\nexit 2\n'],
    ['awk ends in the middle', 'awk', '#!/bin/sh\nread line\necho "$line"\n'],
  ])('where %s', (_what, name, program) => {
    const bin = createFolder('bin')
    mkdirSync(bin, { recursive: true })
    writeFileSync(join(bin, name), program, { mode: 0o755 })
    const path = { PATH: `${bin}:${process.env['PATH'] ?? ''}` }
    expect(listed(repository, lineOf(repository.id()), { env: path }).changes).toBeNull()
  })
})
