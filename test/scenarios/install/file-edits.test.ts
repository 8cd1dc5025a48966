import { spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'
import { beforeEach, expect, test } from 'vitest'
import { applyEdits, type FileEdit } from '../../../src/disk/file-edits.js'
import { createFolder } from '../../support/repository.js'
import { problemOf } from '../../support/problem-of.js'

let path: string
beforeEach(() => {
  path = join(createFolder('edits'), 'hook')
})

const edit = (before: string | null, after: string | null, mode = 0o755): FileEdit => {
  const bytes = (text: string | null): Buffer | null => (text === null ? null : Buffer.from(text))
  return { path, before: bytes(before), after: bytes(after), mode, modeBefore: 0o644, why: 'test' }
}

test('a new file is whole, with its mode, and alone', () => {
  applyEdits([edit(null, 'new', 0o751)])
  expect(readFileSync(path, 'utf8')).toBe('new')
  expect(statSync(path).mode & 0o777).toBe(0o751)
  expect(readdirSync(dirname(path))).toEqual(['hook'])
})

test('a file is replaced, changed in mode alone, and removed', () => {
  writeFileSync(path, 'old')
  applyEdits([edit('old', 'new')])
  expect(readFileSync(path, 'utf8')).toBe('new')
  applyEdits([edit('new', 'new', 0o700)])
  expect(statSync(path).mode & 0o777).toBe(0o700)
  applyEdits([edit('new', null)])
  expect(existsSync(path)).toBe(false)
})

test('what is done already is done, also by somebody else', () => {
  applyEdits([edit(null, 'new')])
  applyEdits([edit(null, 'new')])
  applyEdits([edit('new', null)])
  applyEdits([edit('new', null)])
  expect(readdirSync(dirname(path))).toEqual([])
})

test.each([
  ['appeared', null, 'other'],
  ['changed', 'old', 'other'],
  ['went away', 'old', null],
])('a file that %s since the plan is left as it is', async (_what, before, now) => {
  if (now !== null) writeFileSync(path, now)
  expect(await problemOf(() => applyEdits([edit(before, 'new')]))).toMatchObject({ code: 'hook-changed', path })
  expect(existsSync(path) ? readFileSync(path, 'utf8') : null).toBe(now)
})

test('nothing is written where any file of the plan changed', async () => {
  const first = join(dirname(path), 'first')
  writeFileSync(path, 'other')
  await problemOf(() => applyEdits([{ ...edit(null, 'new'), path: first }, edit('old', 'new')]))
  expect(existsSync(first)).toBe(false)
})

test('a link that appeared since the plan is not followed, in place of the file or of its folder', async () => {
  const outside = join(createFolder('outside'), 'hook')
  writeFileSync(outside, 'old')
  symlinkSync(outside, path)
  expect(await problemOf(() => applyEdits([edit('old', 'new')]))).toMatchObject({ code: 'hook-changed' })
  const folder = dirname(path)
  renameSync(folder, `${folder}-aside`)
  symlinkSync(dirname(outside), folder)
  expect(await problemOf(() => applyEdits([edit('old', 'new')]))).toMatchObject({ code: 'hook-changed' })
  expect(readFileSync(outside, 'utf8')).toBe('old')
})

test('what the system refuses is said with its reason, and leaves no rest', async () => {
  writeFileSync(path, 'a file')
  const below = { ...edit(null, 'new'), path: join(path, 'below') }
  expect(await problemOf(() => applyEdits([below]))).toMatchObject({ code: 'hook-not-written', errno: 'ENOTDIR' })
  expect(readdirSync(dirname(path))).toEqual(['hook'])
})

test('a tight umask does not keep git from running the hook', () => {
  const before = process.umask(0o077)
  try {
    applyEdits([edit(null, 'new')])
  } finally {
    process.umask(before)
  }
  expect(statSync(path).mode & 0o777).toBe(0o755)
})

test('several installers at once end with one good file', async () => {
  const script = join(createFolder('installer'), 'installer.mjs')
  const contents = `import { applyEdits } from './src/disk/file-edits.ts'
    process.stdin.once('data', () => {
      applyEdits([{ path: process.argv[2], before: null, after: Buffer.from('x'.repeat(1_000_000)), mode: 0o755, modeBefore: 0o755, why: '' }])
      process.exit(0)
    })
    process.stdout.write('ready')`
  const stdin = { contents, resolveDir: process.cwd(), loader: 'ts' } as const
  await build({ stdin, bundle: true, platform: 'node', format: 'esm', outfile: script, logLevel: 'error' })
  const installers = Array.from({ length: 6 }, () => spawn(process.execPath, [script, path]))
  await Promise.all(installers.map((child) => new Promise((resolve) => child.stdout.once('data', resolve))))
  const ends = installers.map((child) => new Promise((resolve) => child.once('close', resolve)))
  for (const child of installers) child.stdin.end('go')
  expect(await Promise.all(ends)).toEqual(Array.from({ length: 6 }, () => 0))
  expect(readFileSync(path)).toHaveLength(1_000_000)
  expect(readdirSync(dirname(path))).toEqual(['hook'])
  chmodSync(path, 0o644)
})
