import { describe, expect, it } from 'vitest'
import type { Pattern } from '../../../../src/core/patterns/pattern.js'
import { areEdgesNear } from '../../../../src/core/patterns/edges-differ.js'

const areNear = (one: string, other: string, ignoreCase = false): readonly boolean[] => [
  areEdgesNear(one as Pattern, other as Pattern, ignoreCase),
  areEdgesNear(other as Pattern, one as Pattern, ignoreCase),
]

describe('the plain edges of two patterns', () => {
  it.each([
    ['src/a', 'src/b'],
    ['src/a', 'srcx/a'],
    ['**/*.ts', 'src/*.md'],
    ['src/**', 'lib/**'],
    ['a/**/x', 'a/**/y'],
    ['*.d.ts', '*.s.ts'],
  ])('tell %s and %s apart', (one, other) => {
    expect(areNear(one, other)).toEqual([false, false])
  })

  it.each([
    ['src/a', 'src/a'],
    ['src/**', 'src'],
    ['src/a', 'src/*'],
    ['src/[a]', 'src/b'],
    ['\u00e9a', '\u00e9b/a'],
    ['.env', 'x.env'],
    ['**/a', 'b/a'],
    ['*', ''],
    ['a@(b)', 'ab'],
  ])('leave %s and %s to be searched', (one, other) => {
    expect(areNear(one, other)).toEqual([true, true])
  })

  it('fold case where names do', () => {
    expect(areNear('SRC/A_Z', 'src/a_z', true)).toEqual([true, true])
    expect(areNear('SRC/A_Z', 'src/a_z')).toEqual([false, false])
    expect(areNear('a@', 'A`', true)).toEqual([true, true])
    expect(areNear('[', '{', true)).toEqual([true, true])
  })
})
