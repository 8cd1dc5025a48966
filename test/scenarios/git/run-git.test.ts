import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { expect, test } from 'vitest'
import { hookEnvironment } from '../../../src/git/environment.js'
import { pipeGit, runGit } from '../../../src/git/run-git.js'
import { createFolder, createRepository } from '../../support/repository.js'
import { problemOf } from '../../support/problem-of.js'

const env = hookEnvironment(process.env)

/** A folder for the PATH, with an sh script in the place of git: a git that misbehaves in a way a real one rarely does. */
function pathWithGit(script: string): string {
  const folder = createFolder('bin')
  writeFileSync(join(folder, 'git'), `#!/bin/sh\n${script}\n`)
  chmodSync(join(folder, 'git'), 0o755)
  return `${folder}${delimiter}${process.env['PATH'] ?? ''}`
}

test('output comes as the bytes that git wrote', async () => {
  const repository = createRepository()
  const blob = Buffer.from([0, 0xff, 0xe9, 10, 13, 0])
  const id = repository.tryGit(['hash-object', '-w', '--stdin'], { input: blob }).stdout.toString().trim()
  expect((await runGit(['cat-file', 'blob', id], { cwd: repository.top, env })).stdout).toEqual(blob)
})

test('input reaches git, and without it git reads nothing', async () => {
  const { top } = createRepository()
  const hash = async (input?: Buffer): Promise<string> =>
    (await runGit(['hash-object', '--stdin'], { cwd: top, env, ...(input && { input }) })).stdout.toString().trim()
  expect(await hash(Buffer.from('first\n'))).toBe('9c59e24b8393179a5d712de4f990178df5734d99')
  expect(await hash()).toBe('e69de29bb2d1d6434b8b29ae775ad8c2e48c5391')
})

test('an exit code that is no answer is a problem with what git said', async () => {
  const { top } = createRepository()
  const problem = await problemOf(() => runGit(['cat-file', 'blob', 'nowhere'], { cwd: top, env }))
  expect(problem).toMatchObject({ code: 'git-stopped', command: 'cat-file', exitCode: 128 })
  expect(problem).toHaveProperty('stderr', expect.stringContaining('nowhere'))
})

test('an exit code that is an answer comes back', async () => {
  const { top } = createRepository()
  const answer = await runGit(['symbolic-ref', '-q', 'refs/heads/main'], { cwd: top, env, okCodes: [0, 1] })
  expect(answer.exitCode).toBe(1)
})

test('a machine without git is told apart from a folder that is not there', async () => {
  const { top, path } = createRepository()
  const withoutGit = { ...env, PATH: createFolder('empty') }
  expect(await problemOf(() => runGit(['version'], { cwd: top, env: withoutGit }))).toMatchObject({ code: 'no-git' })
  expect(await problemOf(() => runGit(['version'], { cwd: path('gone'), env }))).toMatchObject({
    code: 'no-repository',
  })
  expect(await problemOf(() => runGit(['version'], { cwd: path('readme'), env }))).toMatchObject({
    code: 'no-repository',
  })
})

test('what the system refuses to start is a problem with its reason', async () => {
  const { top } = createRepository()
  const problem = await problemOf(() => runGit(['rev-parse', 'x'.repeat(10_000_000)], { cwd: top, env }))
  expect(problem).toMatchObject({
    code: 'git-stopped',
    exitCode: null,
    stderr: expect.stringContaining('E2BIG') as string,
  })
})

test('a git that hangs is ended, together with our patience', async () => {
  const PATH = pathWithGit('mkfifo "$0.fifo"; exec cat "$0.fifo"')
  const problem = await problemOf(() =>
    runGit(['status'], { cwd: createFolder('x'), env: { ...env, PATH }, silenceMs: 50 }),
  )
  expect(problem).toMatchObject({ code: 'git-stopped', exitCode: null, stderr: 'it said nothing for 0.05 s' })
})

test('a grandchild that keeps the output open does not keep us', async () => {
  const PATH = pathWithGit('mkfifo "$0.fifo"; cat "$0.fifo" & exit 0')
  const problem = await problemOf(() =>
    runGit(['status'], { cwd: createFolder('x'), env: { ...env, PATH }, silenceMs: 50 }),
  )
  expect(problem).toMatchObject({ code: 'git-stopped' })
  // Whoever reads the pipe ends when it has been written.
  writeFileSync(join(PATH.split(delimiter)[0]!, 'git.fifo'), '')
})

test('output beyond the bound is a problem, not a full memory', async () => {
  const PATH = pathWithGit('exec cat /dev/zero')
  const problem = await problemOf(() =>
    runGit(['log'], { cwd: createFolder('x'), env: { ...env, PATH }, maxBytes: 100_000 }),
  )
  expect(problem).toMatchObject({ code: 'output-unreadable', reason: 'more than 100000 bytes' })
})

test('endless complaints are cut', async () => {
  const PATH = pathWithGit('head -c 10000000 /dev/zero >&2; exit 7')
  const problem = await problemOf(() => runGit(['log'], { cwd: createFolder('x'), env: { ...env, PATH } }))
  expect(problem).toMatchObject({ exitCode: 7 })
  expect('stderr' in problem ? problem.stderr.length : 0).toBe(16_384)
})

test('a pipe hands on what the second git makes of the first', async () => {
  const repository = createRepository()
  repository.commit('second', { files: { a: '1' } })
  let output = ''
  await pipeGit(
    ['rev-list', 'HEAD'],
    ['diff-tree', '--stdin', '--root', '--name-only'],
    { cwd: repository.top, env },
    (chunk) => {
      output += chunk.toString()
    },
  )
  expect(output).toBe(`${repository.id()}\na\n${repository.id('HEAD~1')}\nreadme\n`)
})

test('a pipe fails where its source fails, however much came before', async () => {
  const { top } = createRepository()
  const PATH = pathWithGit('if [ "$1" = rev-list ]; then echo HEAD; echo broken >&2; exit 128; fi; exec cat')
  const problem = await problemOf(() =>
    pipeGit(['rev-list'], ['diff-tree'], { cwd: top, env: { ...env, PATH } }, () => undefined),
  )
  expect(problem).toMatchObject({ command: 'rev-list', exitCode: 128, stderr: 'broken\n' })
})

test('a pipe fails where its target fails, and ends a source that would go on forever', async () => {
  const { top } = createRepository()
  const PATH = pathWithGit('if [ "$1" = rev-list ]; then exec yes; fi; exit 3')
  const problem = await problemOf(() =>
    pipeGit(['rev-list'], ['diff-tree'], { cwd: top, env: { ...env, PATH } }, () => undefined),
  )
  expect(problem).toMatchObject({ command: 'diff-tree', exitCode: 3 })
})

test('a pipe whose target does not start ends its source', async () => {
  const { top } = createRepository()
  const PATH = pathWithGit('mkfifo "$0.fifo"; exec cat "$0.fifo"')
  const tooLong = ['diff-tree', 'x'.repeat(10_000_000)]
  const problem = await problemOf(() =>
    pipeGit(['rev-list'], tooLong, { cwd: top, env: { ...env, PATH }, silenceMs: 10_000 }, () => undefined),
  )
  expect(problem).toMatchObject({ command: 'diff-tree', stderr: expect.stringContaining('E2BIG') as string })
})

test('a reader that refuses the output ends both', async () => {
  const { top } = createRepository()
  const PATH = pathWithGit('if [ "$1" = rev-list ]; then exec yes; fi; exec cat')
  const refusal = pipeGit(['rev-list'], ['diff-tree'], { cwd: top, env: { ...env, PATH } }, () => {
    throw new RangeError('enough')
  })
  await expect(refusal).rejects.toThrow('enough')
})

test('arguments and folders with odd names are passed on as they are', async () => {
  const folder = join(createFolder('x'), 'a b"$(touch hit)\n;c')
  mkdirSync(folder)
  const { stdout } = await runGit(['rev-parse', '--sq-quote', '$HOME "x"\n'], { cwd: folder, env })
  expect(stdout.toString()).toBe(` '$HOME "x"\n'\n`)
})
