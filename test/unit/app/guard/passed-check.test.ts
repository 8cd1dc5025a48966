import { existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { passCheck } from '../../../../src/app/guard/passed-check.js'

type Asked = Parameters<typeof passCheck>[0]

let checked: string
let workspace: Asked
beforeEach(() => {
  const cwd = mkdtempSync(join(tmpdir(), 'holdfast-checked-'))
  checked = join(cwd, 'checked')
  mkdirSync(checked)
  for (const name of ['7', '7.index']) writeFileSync(join(checked, name), '')
  workspace = { place: { cwd }, environment: { GIT_DIR: '.git', HOLDFAST_CHECK: 'checked/7' } } as unknown as Asked
})

describe('a check that was passed', () => {
  it('is named for the work tree, in place of the one before it', () => {
    writeFileSync(join(checked, 'at-.git'), 'a longer name than that\n')
    passCheck(workspace, ['0'.repeat(40)])
    expect(readFileSync(join(checked, 'at-.git'), 'utf8')).toBe(`7\nmerge ${'0'.repeat(40)}\n`)
  })

  it('is dropped where a link stands in the place of its name, and what that leads to stays as it is', () => {
    const elsewhere = join(checked, '..', 'elsewhere')
    writeFileSync(elsewhere, 'theirs')
    symlinkSync(elsewhere, join(checked, 'at-.git'))
    passCheck(workspace, [])
    expect(readFileSync(elsewhere, 'utf8')).toBe('theirs')
    expect(existsSync(join(checked, '7'))).toBe(false)
  })
})
