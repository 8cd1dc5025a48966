import { mkdirSync, mkdtempSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { describeRefused, readBounded, readHint, type Reading } from '../../../src/disk/read-bounded.js'

const MAX_BYTES = 1024

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-read-'))
  path = join(folder, 'file')
})

const read = (links?: 'followed'): Reading => readBounded(path, MAX_BYTES, links)

describe('readBounded', () => {
  it('gives the bytes of a file of up to the bound, and its permissions', () => {
    writeFileSync(path, Buffer.alloc(MAX_BYTES, 0xff), { mode: 0o640 })
    expect(read()).toEqual({ kind: 'content', content: Buffer.alloc(MAX_BYTES, 0xff), mode: 0o640 })
  })

  it('gives the nothing that an empty file has', () => {
    writeFileSync(path, '')
    expect(read()).toMatchObject({ kind: 'content', content: Buffer.alloc(0) })
  })

  it('tells a missing file from one that cannot be reached', () => {
    expect(read()).toEqual({ kind: 'missing' })
    writeFileSync(path, 'a file')
    expect(readBounded(join(path, 'below'), MAX_BYTES)).toEqual({ kind: 'unreadable', errno: 'ENOTDIR' })
    expect(readBounded(join(folder, 'x'.repeat(300)), MAX_BYTES)).toEqual({ kind: 'unreadable', errno: 'ENAMETOOLONG' })
    expect(readBounded('a\0b', MAX_BYTES)).toMatchObject({ kind: 'unreadable' })
  })

  it.runIf(process.getuid?.() !== 0)('says why a file that is closed to this account is not read', () => {
    writeFileSync(path, 'secret', { mode: 0 })
    expect(read()).toEqual({ kind: 'unreadable', errno: 'EACCES' })
  })

  it('opens no file beyond the bound, not even one that takes no room', () => {
    writeFileSync(path, '')
    truncateSync(path, 2 ** 40)
    expect(read()).toEqual({ kind: 'too-large', bytes: 2 ** 40, maxBytes: MAX_BYTES })
  })

  it('takes no folder for a file', () => {
    mkdirSync(path)
    expect(read()).toEqual({ kind: 'no-file' })
  })

  it.runIf(process.platform !== 'win32')('connects to no socket', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(path, resolve))
    onTestFinished(() => void server.close())
    expect(read()).toMatchObject({ kind: 'unreadable' })
  })

  it.runIf(process.platform !== 'win32')('reads no device', () => {
    symlinkSync('/dev/zero', path)
    expect(read('followed')).toEqual({ kind: 'no-file' })
  })
})

describe('a symbolic link', () => {
  beforeEach(() => {
    writeFileSync(join(folder, 'target'), 'theirs')
    symlinkSync('target', path)
  })

  it('is not followed', () => {
    expect(read()).toEqual({ kind: 'link' })
    expect(readHint(path, MAX_BYTES)).toBeNull()
  })

  it('is followed where the caller says so', () => {
    expect(read('followed')).toMatchObject({ kind: 'content', content: Buffer.from('theirs') })
    expect(readHint(path, MAX_BYTES, 'followed')).toEqual(Buffer.from('theirs'))
  })

  it('is one, and nothing that is missing, where it leads nowhere', () => {
    symlinkSync('nowhere', `${path}-2`)
    expect(readBounded(`${path}-2`, MAX_BYTES)).toEqual({ kind: 'link' })
    expect(readBounded(`${path}-2`, MAX_BYTES, 'followed')).toEqual({ kind: 'missing' })
  })

  it('that leads to itself is one as well', () => {
    symlinkSync('round', join(folder, 'round'))
    expect(readBounded(join(folder, 'round'), MAX_BYTES)).toEqual({ kind: 'link' })
    expect(readBounded(join(folder, 'round'), MAX_BYTES, 'followed')).toEqual({ kind: 'link' })
  })

  it('to a folder on the way is followed: only the last name may be planted', () => {
    symlinkSync('.', join(folder, 'way'))
    expect(readBounded(join(folder, 'way', 'target'), MAX_BYTES)).toMatchObject({ kind: 'content' })
  })
})

describe('describeRefused', () => {
  it.each([
    [{ kind: 'link' }, 'is a symbolic link'],
    [{ kind: 'no-file' }, 'is not a regular file'],
    [{ kind: 'too-large', bytes: 9, maxBytes: 8 }, 'has 9 bytes, more than 8'],
    [{ kind: 'unreadable', errno: 'EACCES' }, 'cannot be read (EACCES)'],
  ] as const)('ends a sentence about the file: %o', (refused, text) => {
    expect(describeRefused(refused)).toBe(text)
  })
})
