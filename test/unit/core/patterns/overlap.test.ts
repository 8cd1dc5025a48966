import { describe, expect, it } from 'vitest'
import type { Coverage } from '../../../../src/core/locks/lock.js'
import { valueOf } from '../../../../src/core/problems/problem.js'
import type { Fold } from '../../../../src/core/patterns/match.js'
import { findOverlap, type Overlap } from '../../../../src/core/patterns/overlap.js'
import { parseCoverage } from '../../../../src/core/patterns/parse-coverage.js'

const exact: Fold = { ignoreCase: false }

const covers = (text: string, ...scope: string[]): Coverage => valueOf(parseCoverage(text, scope)).covers
const overlap = (a: string, b: string, fold = exact): Overlap | null => findOverlap(covers(a), covers(b), fold)

describe('overlap', () => {
  it.each([
    ['src/*.ts', 'src/*.md', null],
    ['src/**/*.ts', 'src/a.ts', 'src/a.ts'],
    ['src/**', 'src', 'src'],
    ['src/auth', 'src/auth/x/y.ts', 'src/auth/x/y.ts'],
    ['src/auth', 'src/auth2', null],
    ['a*', '*b', 'ab'],
    ['[a-c]', '[c-e]', 'c'],
    ['[!a]', '[a]', null],
    ['{a,b}/x', 'b/*', 'b/x'],
    ['**/test', 'src/**/test', 'src/test'],
    ['@(a|b)', '+(b)', 'b'],
    ['*.ts', 'src/*.ts', null],
    ['?', '**', 'a'],
    ['(auth)/x', '@(auth)/x', null],
  ])('of %s and %s is %s', (a, b, witness) => {
    expect(overlap(a, b)?.witness ?? null).toBe(witness)
  })

  it('folds case where the disk does', () => {
    expect(overlap('SRC/*', 'src/a')).toBeNull()
    expect(overlap('SRC/*', 'src/a', { ignoreCase: true })).not.toBeNull()
    expect(overlap('[A-C]', 'b', { ignoreCase: true })).not.toBeNull()
  })

  it('looks for a path that no exclusion takes out', () => {
    expect(findOverlap(covers('src/**', '!src/vendor/**'), covers('src/vendor/**'), exact)).toBeNull()
    expect(findOverlap(covers('src/**', '!src/vendor/**'), covers('src/vendor/lib.ts'), exact)).toBeNull()
    expect(findOverlap(covers('src/**', '!src/vendor/**'), covers('src/v*/x'), exact)?.witness).toMatch(
      /^src\/v(?!endor\/).*\/x$/,
    )
    expect(findOverlap(covers('*', '!a*'), covers('*', '!b*'), exact)?.witness).toMatch(/^[^ab]/)
  })

  it('of hostile patterns ends', () => {
    const stars = `${'*a'.repeat(1_000)}b`
    const globstars = `${'**/a/'.repeat(500)}b`
    expect(overlap(stars, stars.replaceAll('a', '?'))).not.toBeNull()
    expect(overlap(globstars, globstars)).not.toBeNull()
    expect(overlap('+(a|aa|*(a|+(aa)))', '*b*')).toBeNull()
  })
})
