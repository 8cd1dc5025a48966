import { spawn } from 'node:child_process'
import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { readBounded } from '../../../src/disk/read-bounded.js'
import { makePipe } from '../../support/make-pipe.js'

const MAX_BYTES = 1024

let path: string
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'holdfast-read-')), 'file')
})

describe('readBounded, while others are at work', () => {
  it.runIf(process.platform !== 'win32')('waits for nobody who might write to a pipe', () => {
    makePipe(path)
    expect(readBounded(path, MAX_BYTES)).toEqual({ kind: 'no-file' })
    symlinkSync('file', `${path}-link`)
    expect(readBounded(`${path}-link`, MAX_BYTES, 'followed')).toEqual({ kind: 'no-file' })
  })

  it('grows no further than it was when it was opened', async () => {
    writeFileSync(path, '')
    const code = `const { appendFileSync } = require('node:fs'); for (;;) appendFileSync(${JSON.stringify(path)}, 'x')`
    const writer = spawn(process.execPath, ['-e', code])
    const ended = new Promise((resolve) => writer.once('close', resolve))
    let reading = readBounded(path, MAX_BYTES)
    for (; reading.kind === 'content'; reading = readBounded(path, MAX_BYTES)) {
      expect(reading.content.length).toBeLessThanOrEqual(MAX_BYTES)
      expect(reading.content.toString()).toMatch(/^x*$/)
    }
    expect(reading).toMatchObject({ kind: 'too-large', maxBytes: MAX_BYTES })
    writer.kill()
    await ended
  })
})
