import { describe, expect, it } from 'vitest'
import { describeStoreProblem, type StoreProblem } from '../../../../src/core/problems/store-problem.js'

const path = '/repo/locks/x\n\u001b[2J'
const PROBLEMS: readonly (readonly [problem: StoreProblem, says: RegExp, tryThis: string])[] = [
  [
    { area: 'store', code: 'state-unreadable', path, reason: 'it is empty' },
    /it is empty\. Until it is repaired, no path counts as free/,
    'git holdfast doctor --fix',
  ],
  [
    { area: 'store', code: 'state-newer', path, version: '2.0' },
    /version "2\.0"/,
    'npm install -g git-holdfast@latest',
  ],
  [
    { area: 'store', code: 'disk-refuses', action: 'link', path, errno: 'ENOSPC' },
    /cannot link .* ENOSPC\. Nothing was changed/,
    'df -h .',
  ],
  [
    { area: 'store', code: 'disk-refuses', action: 'link', path, errno: 'EROFS' },
    /EROFS/,
    'ls -ld "$(git rev-parse --git-common-dir)/holdfast"',
  ],
  [{ area: 'store', code: 'disk-refuses', action: 'link', path, errno: 'EIO' }, /EIO/, 'git holdfast status'],
  [{ area: 'store', code: 'path-planted', path }, /symbolic link .* not followed/, 'git holdfast doctor'],
  [
    { area: 'store', code: 'outcome-unknown', action: 'take the lock', reason: 'EIO' },
    /could take the lock: EIO/,
    'git holdfast locks --mine',
  ],
  [{ area: 'store', code: 'contended', attempts: 7 }, /7 times in a row/, 'git holdfast locks'],
]

describe('a problem of the store', () => {
  it.each(PROBLEMS)('is said with what to try next: %j', (problem, says, tryThis) => {
    const text = describeStoreProblem(problem)
    expect(text.sentence).toMatch(says)
    expect(text.tryThis).toContain(tryThis)
  })

  it('shows nothing that would act on a terminal', () => {
    for (const [problem] of PROBLEMS) expect(describeStoreProblem(problem).sentence).not.toMatch(/\p{Cc}/u)
  })
})
