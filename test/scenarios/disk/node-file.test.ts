import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { overwriteFile } from '../../../src/disk/node-file.js'
import { makePipe } from '../../support/make-pipe.js'

describe.skipIf(process.platform === 'win32')('overwriteFile', () => {
  it('waits for nobody who might read from a pipe', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'holdfast-overwrite-')), 'pipe')
    makePipe(path)
    expect(() => overwriteFile(path, Buffer.from('new'))).toThrow('ENXIO')
  })
})
