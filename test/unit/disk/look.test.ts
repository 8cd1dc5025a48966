import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { isFolder, isLink, isNamed, isProgram, isReachable, isWritable } from '../../../src/disk/look.js'

let at: (name: string) => string
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-look-'))
  at = (name) => join(folder, name)
  writeFileSync(at('file'), '', { mode: 0o644 })
  writeFileSync(at('program'), '', { mode: 0o755 })
  mkdirSync(at('folder'))
  symlinkSync('folder', at('to-folder'))
  symlinkSync('program', at('to-program'))
  symlinkSync('nowhere', at('dangling'))
})

describe('looking at a path', () => {
  it.each([
    ['file', { isFolder: false, isReachable: true, isNamed: true, isProgram: false }],
    ['program', { isFolder: false, isReachable: true, isNamed: true, isProgram: true }],
    ['folder', { isFolder: true, isReachable: true, isNamed: true, isProgram: false }],
    ['to-folder', { isFolder: true, isReachable: true, isNamed: true, isProgram: false }],
    ['to-program', { isFolder: false, isReachable: true, isNamed: true, isProgram: true }],
    ['dangling', { isFolder: false, isReachable: false, isNamed: true, isProgram: false }],
    ['missing', { isFolder: false, isReachable: false, isNamed: false, isProgram: false }],
    ['file/below', { isFolder: false, isReachable: false, isNamed: false, isProgram: false }],
    ['x'.repeat(300), { isFolder: false, isReachable: false, isNamed: false, isProgram: false }],
    ['a\0b', { isFolder: false, isReachable: false, isNamed: false, isProgram: false }],
  ])('tells what is at %j, and throws nowhere', (name, seen) => {
    const path = at(name)
    expect({
      isFolder: isFolder(path),
      isReachable: isReachable(path),
      isNamed: isNamed(path),
      isProgram: isProgram(path),
    }).toEqual(seen)
  })

  it('tells a link from what it leads to', () => {
    const links = ['file', 'folder', 'to-folder', 'dangling', 'missing'].filter((name) => isLink(at(name)))
    expect(links).toEqual(['to-folder', 'dangling'])
  })

  it('tells where this account may write', () => {
    expect(isWritable(at('folder'))).toBe(true)
    expect(isWritable(at('missing'))).toBe(false)
  })
})
