import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { overwriteFile } from '../../../src/disk/node-file.js'

let path: string
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'holdfast-overwrite-')), 'file')
})

describe('overwriteFile', () => {
  it('makes a file, and leaves nothing of what it held before', () => {
    overwriteFile(path, Buffer.from('longer'))
    overwriteFile(path, Buffer.from('new'))
    expect(readFileSync(path, 'utf8')).toBe('new')
  })

  it('writes through no link', () => {
    writeFileSync(`${path}-2`, 'theirs')
    symlinkSync(`${path}-2`, path)
    expect(() => overwriteFile(path, Buffer.from('new'))).toThrow(/ELOOP|EMLINK/)
    expect(readFileSync(`${path}-2`, 'utf8')).toBe('theirs')
  })

  it('writes into no folder', () => {
    mkdirSync(path)
    expect(() => overwriteFile(path, Buffer.from('new'))).toThrow('EISDIR')
  })
})
