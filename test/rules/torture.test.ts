import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { inProject } from '../support/project.js'

const root = inProject('')

describe.skipIf(process.platform === 'win32')('a short torture', () => {
  it('finds nothing in ours, and something in every naive one', { timeout: 300_000 }, () => {
    const { status, stderr } = spawnSync(process.execPath, ['torture/run.mjs', '--short'], {
      cwd: root,
      encoding: 'utf8',
    })
    expect(stderr).toContain('passed in')
    expect(status, stderr).toBe(0)
    const titles = ['Mutual exclusion', 'n-th call', 'Takeover', 'Time', 'Corruption', 'Mail', 'Fuzzing', 'Mixed fleet']
    for (const title of titles) expect(stderr).toContain(title)
    expect(stderr.match(/ours: {2}0 violations/g)?.length).toBeGreaterThanOrEqual(16)
  })

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
