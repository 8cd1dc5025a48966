import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { writeWhole } from '../../../src/disk/write-whole.js'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-write-'))
  path = join(folder, 'file')
})

const text = Buffer.from('new')

describe('writeWhole', () => {
  it('makes a file with its mode, and leaves nothing beside it', () => {
    expect(writeWhole({ path, mode: 0o751, replaces: false }, text)).toBe(true)
    expect(readFileSync(path, 'utf8')).toBe('new')
    expect(statSync(path).mode & 0o777).toBe(0o751)
    expect(readdirSync(folder)).toEqual(['file'])
  })

  it('without a mode leaves to the umask what a new file may', () => {
    const before = process.umask(0o027)
    writeWhole({ path, replaces: true }, text)
    process.umask(before)
    expect(statSync(path).mode & 0o777).toBe(0o640)
  })

  it.each([
    ['a file', () => writeFileSync(path, 'theirs')],
    ['a link that leads nowhere', () => symlinkSync('nowhere', path)],
  ])('leaves %s alone where it does not replace', (_what, plant) => {
    plant()
    expect(writeWhole({ path, replaces: false }, text)).toBe(false)
    expect(readdirSync(folder)).toEqual(['file'])
    expect(existsSync(join(folder, 'nowhere'))).toBe(false)
  })

  it('replaces a link itself and not what it leads to', () => {
    const outside = join(folder, 'outside')
    writeFileSync(outside, 'theirs')
    symlinkSync('outside', path)
    expect(writeWhole({ path, replaces: true }, text)).toBe(true)
    expect(lstatSync(path).isFile()).toBe(true)
    expect(readFileSync(outside, 'utf8')).toBe('theirs')
  })

  it('leaves nothing behind where the system refuses', () => {
    mkdirSync(path)
    writeFileSync(join(path, 'full'), '')
    expect(() => writeWhole({ path, replaces: true }, text)).toThrow(/EISDIR|ENOTEMPTY|EPERM/)
    expect(readdirSync(folder)).toEqual(['file'])
  })
})
