import { expect, it } from 'vitest'
import { findPatchPaths } from '../../../src/programs/tool-use.js'

it('names every file that a patch adds, updates, deletes, and both sides of a move', () => {
  const patch = [
    '*** Begin Patch',
    '*** Add File: new file.ts',
    '+*** Delete File: not a header.ts',
    '*** Update File: a.ts',
    '*** Move to: b.ts',
    '@@',
    '-x',
    '+y',
    '*** Delete File: c.ts\r',
    '*** Update File: a.ts',
    '*** End Patch',
  ].join('\n')
  expect(findPatchPaths(patch)).toEqual(['new file.ts', 'a.ts', 'b.ts', 'c.ts'])
})

it('names nothing in another text', () => {
  expect(findPatchPaths('rm -rf src\n--- a/x\n+++ b/x\n')).toEqual([])
})

it('names no more than ten thousand', () => {
  const patch = Array.from({ length: 20_000 }, (_, index) => `*** Add File: f${index}`).join('\n')
  expect(findPatchPaths(patch)).toHaveLength(10_000)
})
