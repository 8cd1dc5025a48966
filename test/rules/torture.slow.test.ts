import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { inProject } from '../support/project.js'

const root = inProject('')

describe.skipIf(process.platform === 'win32')('npm run torture', () => {
  it('refuses a scenario that it does not know', () => {
    const { status, stderr } = spawnSync(process.execPath, ['torture/run.mjs', '--only', 'luck'], {
      cwd: root,
      encoding: 'utf8',
    })
    expect(status).toBe(2)
    expect(stderr).toContain('mutual-exclusion')
    expect(existsSync(`${root}/docs/luck.md`)).toBe(false)
  })
})
