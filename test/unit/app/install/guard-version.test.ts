import { mkdtempSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { findOutdatedFiles } from '../../../../src/app/install/guard-version.js'
import { DAY_MS } from '../../../../src/core/time.js'

const SCRIPT = Buffer.from('guard=guard-111111111111.cjs\n')
const VERSION = { name: 'guard-111111111111.cjs', files: [['guard-111111111111.cjs', SCRIPT]], script: SCRIPT } as const
const OUTDATED = 'guard-000000000000.cjs'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-hooks-'))
  for (const name of [OUTDATED, VERSION.name]) writeFileSync(join(folder, name), '')
  writeFileSync(join(folder, 'guard.sh'), SCRIPT)
})

const find = (): readonly string[] => findOutdatedFiles(folder, VERSION, Date.now() + DAY_MS)

describe('files of the guard that no hook starts any more', () => {
  it('are those of other versions, once guard.sh has long been of this one', () => {
    expect(find()).toEqual([OUTDATED])
    expect(findOutdatedFiles(folder, VERSION, Date.now())).toEqual([])
  })

  it.each([
    ['is missing', () => renameSync(join(folder, 'guard.sh'), join(folder, 'away'))],
    ['is of another version', () => writeFileSync(join(folder, 'guard.sh'), 'guard=guard-222222222222.cjs\n')],
    ['is longer', () => writeFileSync(join(folder, 'guard.sh'), Buffer.concat([SCRIPT, SCRIPT]))],
    ['is a link to this version', () => replaceByLink(join(folder, 'guard.sh'))],
  ])('are none where guard.sh %s', (_what, change) => {
    change()
    expect(find()).toEqual([])
  })
})

function replaceByLink(path: string): void {
  renameSync(path, `${path}.elsewhere`)
  symlinkSync(`${path}.elsewhere`, path)
}
