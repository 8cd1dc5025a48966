import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { expectSuccess, createServer, type Server } from '../../support/server.js'

let server: Server
let start: string

beforeAll(() => {
  server = createServer()
  server.lock('src')
  start = server.refOf('refs/heads/main')
})
beforeEach(() => {
  server.bob.git('checkout', '--quiet', '-B', 'main', start)
})
afterEach(() => {
  const refs = server.admin.git('for-each-ref', '--format=delete %(refname)', 'refs/').stdout
  expectSuccess(server.admin.run('git', ['update-ref', '--stdin'], { input: refs }))
  expectSuccess(server.admin.git('update-ref', 'refs/heads/main', start))
})
afterAll(() => server.fleet.remove())

const refused = (...args: string[]): void => {
  const before = server.admin.git('for-each-ref').stdout
  expect(server.push(...args)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('push refused') })
  expect(server.admin.git('for-each-ref').stdout).toBe(before)
}
const taken = (...args: string[]): void => void expectSuccess(server.push(...args))

describe('a guarded server', () => {
  it('checks a new branch', () => {
    server.commit('src/a.ts')
    refused('origin', 'HEAD:refs/heads/topic')
  })

  it('lets a branch be deleted', () => {
    taken('origin', 'main:refs/heads/old')
    taken('origin', ':refs/heads/old')
    expect(server.refOf('refs/heads/old')).toBe('')
  })

  it('checks a forced push', () => {
    server.commit('docs/a.md')
    taken('origin', 'main')
    server.bob.git('reset', '--quiet', '--hard', 'HEAD~1')
    server.commit('src/a.ts')
    refused('--force', 'origin', 'main')
    server.bob.git('reset', '--quiet', '--hard', 'HEAD~1')
    server.commit('docs/b.md')
    taken('--force', 'origin', 'main')
  })

  it('checks what a commit changes and the next one changes back', () => {
    server.commit('src/a.ts')
    server.bob.git('revert', '--no-edit', 'HEAD')
    refused('origin', 'main')
  })

  it('checks what an annotated tag leads to', () => {
    server.commit('src/a.ts')
    server.bob.git('tag', '-a', '-m', 'tagged', 'first')
    server.bob.git('tag', '-a', '-m', 'tagged again', 'second', 'first')
    refused('origin', 'refs/tags/second')
  })

  it('takes tags of blobs and trees', () => {
    const blob = server.bob.run('git', ['hash-object', '-w', '--stdin'], { input: 'a blob' }).stdout.trim()
    server.bob.git('tag', '-a', '-m', 'of a blob', 'blob', blob)
    server.bob.git('tag', 'tree', 'HEAD^{tree}')
    taken('origin', 'refs/tags/blob', 'refs/tags/tree')
  })

  it('refuses all refs of a push for one of them', () => {
    server.commit('docs/a.md')
    server.bob.git('branch', '--force', 'clear')
    server.commit('src/a.ts')
    refused('origin', 'clear', 'main')
    refused('--atomic', 'origin', 'clear', 'main')
  })

  it('lets a merge import what the server has already', () => {
    server.commit('docs/a.md')
    server.bob.git('checkout', '--quiet', '-b', 'side', start)
    server.commit('src/theirs.ts', { agent: 'alice' })
    taken('origin', 'side')
    server.bob.git('checkout', '--quiet', 'main')
    expectSuccess(server.bob.git('merge', '--quiet', '--no-edit', 'side'))
    taken('origin', 'main')
  })

  it('checks what a merge itself changes', () => {
    server.bob.git('checkout', '--quiet', '-b', 'other', start)
    server.commit('docs/other.md')
    server.bob.git('checkout', '--quiet', 'main')
    expectSuccess(server.bob.git('merge', '--quiet', '--no-ff', '--no-commit', 'other'))
    server.bob.write('src/evil.ts', 'evil\n')
    server.bob.git('add', '--all')
    expectSuccess(server.bob.git('commit', '--quiet', '-m', 'merge'))
    refused('origin', 'main')
  })

  it('takes a branch back to an earlier commit: nothing in that is new', () => {
    server.commit('docs/a.md')
    taken('origin', 'main')
    taken('--force', 'origin', `${start}:refs/heads/main`)
  })

  it('checks what a shallow clone pushes', () => {
    const top = join(server.fleet.folder, 'shallow')
    server.commit('docs/a.md')
    taken('origin', 'main')
    expectSuccess(server.bob.git('clone', '--quiet', '--depth=1', `file://${server.fleet.remote}`, top))
    const carol = server.fleet.as(null, top)
    const commit = (path: string): void => {
      carol.write(path, 'x\n')
      carol.git('add', '--all')
      expectSuccess(carol.git('commit', '--quiet', '-m', path))
    }
    commit('docs/b.md')
    expectSuccess(carol.git('push', '--quiet', 'origin', 'main'))
    commit('src/b.ts')
    expect(carol.git('push', '--quiet', 'origin', 'main').stderr).toContain('push refused')
  })

  it('checks refs with hostile names', () => {
    server.commit('src/a.ts')
    for (const name of ['$(id)', "a'b", 'ünï', '-f', '{x}', '`id`', '%00', '"'])
      refused('origin', `HEAD:refs/heads/x${name}`)
  })

  it('checks thousands of commits in one push', () => {
    const stream = Array.from({ length: 3_000 }, (_, index) => {
      const path = index === 1_234 ? 'src/deep.ts' : `docs/${index % 50}.md`
      const from = index === 0 ? `from ${start}\n` : ''
      const text = `${index}\n`
      const data = `M 100644 inline ${path}\ndata ${text.length}\n${text}`
      return `commit refs/heads/many\ncommitter B <b@example.org> ${1_700_000_000 + index} +0000\ndata 2\nc\n${from}${data}`
    }).join('')
    expectSuccess(server.bob.run('git', ['fast-import', '--quiet'], { input: stream }))
    refused('origin', 'many')
    taken('origin', 'many~2000:refs/heads/many')
  })
})

describe('the hook on what is no push', () => {
  const ask = (input: string | Buffer): number =>
    server.admin.run('hooks/pre-receive', [], { input, env: { GIT_DIR: '.' } }).exitCode

  it('refuses junk on standard input', () => {
    const zeros = '0'.repeat(40)
    for (const input of [
      '',
      '\n',
      'junk\n',
      `${start} ${start}\n`,
      `${zeros} ${start} main\n`,
      `${zeros.slice(1)} ${start} refs/heads/x\n`,
      `${zeros} ${'1'.repeat(40)} refs/heads/missing\n`,
      `${zeros} --all refs/heads/x\n`,
      Buffer.alloc(100_000, 0xff),
    ])
      expect(ask(input)).toBe(1)
  })

  it('takes what is a line of git', () => expect(ask(`${start} ${start} refs/heads/main\n`)).toBe(0))
})
