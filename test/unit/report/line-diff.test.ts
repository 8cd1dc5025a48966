import { describe, expect, it } from 'vitest'
import { renderLineDiff } from '../../../src/report/line-diff.js'

describe('the lines that change', () => {
  it('are shown with three around them', () => {
    const before = 'a\nb\nc\nd\ne\nf\ng\nh\n'
    expect(renderLineDiff('f', before, before.replace('e\n', 'E\nX\n'))).toBe(
      ['--- a/f', '+++ b/f', '@@ -2,7 +2,8 @@', ' b', ' c', ' d', '-e', '+E', '+X', ' f', ' g', ' h'].join('\n'),
    )
  })

  it('stand in two places where they are far apart', () => {
    const before = Array.from({ length: 30 }, (_, i) => `l${i}\n`).join('')
    const after = before.replace('l2\n', '').replace('l27\n', 'x\n')
    expect(renderLineDiff('f', before, after).match(/^@@.*$/gm)).toEqual(['@@ -1,6 +1,5 @@', '@@ -25,6 +24,6 @@'])
  })

  it('are all of a file that comes or goes', () => {
    expect(renderLineDiff('f', null, 'a\nb\n')).toBe('--- /dev/null\n+++ b/f\n@@ -0,0 +1,2 @@\n+a\n+b')
    expect(renderLineDiff('f', 'a\n', null)).toBe('--- a/f\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a')
  })

  it('are shown whole where the files are too long to compare', () => {
    const many = (word: string): string => Array.from({ length: 3_000 }, (_, i) => `${word}${i}`).join('\n')
    expect(renderLineDiff('f', many('a'), many('b')).split('\n')).toHaveLength(2 + 1 + 6_000)
  })
})
