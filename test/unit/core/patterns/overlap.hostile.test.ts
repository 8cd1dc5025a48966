import { describe, expect, it } from 'vitest'
import type { Change } from '../../../../src/core/change.js'
import { findConflicts } from '../../../../src/core/locks/conflict.js'
import type { Coverage, Lock } from '../../../../src/core/locks/lock.js'
import { valueOf } from '../../../../src/core/problems/problem.js'
import { compileCoverage, longestSafePath } from '../../../../src/core/patterns/match.js'
import { findOverlap } from '../../../../src/core/patterns/overlap.js'
import { parseCoverage, parseForeignCoverage } from '../../../../src/core/patterns/parse-coverage.js'
import type { Pattern } from '../../../../src/core/patterns/pattern.js'
import { readPattern } from '../../../../src/core/patterns/read-pattern.js'

const exact = { ignoreCase: false }
const covers = (text: string, ...scope: string[]): Coverage => valueOf(parseCoverage(text, scope)).covers
const stored = (text: string): Coverage => ({ includes: [text as Pattern], excludes: [] })

describe('a path of odd characters', () => {
  it.each(['**', '*', 'src/**', 'src/*/x', '**/x', 's*/**', 'src/a*', '*/**/x'])(
    'with a line end is covered by %s',
    (text) => {
      const path = text === '*' ? '\n' : text === 'src/a*' ? 'src/a\nb' : 'src/\n/x'
      for (const lineEnd of ['\n', '\r', '\u2028', '\u2029']) {
        expect(compileCoverage(covers(text), exact)({ path: path.replaceAll('\n', lineEnd) })).toBe(
          text !== 'src/*/x' || path.includes('/x'),
        )
      }
    },
  )

  it.each([
    ['SRC', 'src/\xff', true],
    ['SRC/*', 'src/\xff', true],
    ['SRC', 'src/\xff', false],
    ['r\u00e9sum\u00e9', 're\xcc\x81sum\xc3\xa9/\xff', false],
    ['r?sum?/**', 'r\xc3\xa9sum\xc3\xa9/\xff', false],
    ['[\u00e0-\u00fc]/**', '\xc3\xa9/\xff', false],
    ['a?c', 'a\xffc', false],
    ['a??', 'a\xe9\x80', false],
  ])('%s against the bytes %j is as if they were text', (text, bytes, ignoreCase) => {
    const change: Change = { path: '\ufffd', bytes, kind: 'added', isSubmodule: false }
    const expected = ignoreCase || text !== 'SRC'
    expect(compileCoverage(covers(text), { ignoreCase })(change)).toBe(expected)
    expect(findConflicts([change], [{ covers: covers(text) } as Lock], { ignoreCase })).toHaveLength(expected ? 1 : 0)
  })

  it('that is not UTF-8 has no literal of its own, and its bytes stay apart', () => {
    expect(compileCoverage(covers('\u00e9'), exact)({ path: '?', bytes: '\xe9' })).toBe(false)
    expect(compileCoverage(covers('?'), exact)({ path: '?', bytes: '\xe9\xe9' })).toBe(false)
  })
})

describe('a class', () => {
  it('with a colon behind a bracket is no POSIX class and takes no slash', () => {
    expect(compileCoverage(covers('a[^\\[:]b'), exact)({ path: 'a/b' })).toBe(false)
    for (const path of ['[', ':', 'x']) expect(compileCoverage(covers('[\\[:alnum:x]'), exact)({ path })).toBe(true)
  })
})

describe('text from disk', () => {
  it.each(['!x', '{a,b}', '(a)', 'a+', '"a"', '(a|b)', '$(a)', '(?=a)'])('%s stands for its own characters', (text) => {
    expect(compileCoverage(stored(text), exact)({ path: text })).toBe(true)
    expect(compileCoverage(stored(text), exact)({ path: 'a' })).toBe(false)
  })

  it('never becomes a regular expression of its author', () => {
    expect(compileCoverage(stored('(a+)+b'), exact)({ path: 'a'.repeat(60) })).toBe(false)
  })

  it.each(['@(['.repeat(7_000), 'x'.repeat(30_000), `*(${'a|'.repeat(3_000)})`])(
    'that nobody could have typed covers everything',
    (text) => {
      expect(compileCoverage(stored(text), exact)({ path: 'any/path' })).toBe(true)
    },
  )

  it('of another program with more scopes than are read covers everything', () => {
    const scope = Array.from({ length: 1_200 }, (_, index) => `f${index}`)
    expect(compileCoverage(parseForeignCoverage('a', scope), exact)({ path: 'f1100' })).toBe(true)
  })
})

describe('a hostile pattern', () => {
  it.each([`*(${'a|'.repeat(1_500)}b)`, '?(a)'.repeat(500), `+(${'[ab]|'.repeat(500)}c)`])(
    'with thousands of ways through its groups is refused',
    (text) => {
      expect(parseCoverage(text, [])).toMatchObject({ problem: { reason: 'too-complex' } })
    },
  )

  it.each(['{['.repeat(2_048), '@(['.repeat(1_365), '(['.repeat(2_048), '@([\\]'.repeat(800)])(
    'of brackets that do not close is read once',
    (text) => {
      expect(compileCoverage(covers(text), exact)({ path: text.replaceAll('\\', '') })).toBe(true)
    },
  )

  it.each([
    [`+(${'a|'.repeat(90)}aa)b*`, `+(${'a|'.repeat(90)}aa)c*`],
    [`${'?(a)'.repeat(90)}b*`, `${'?(a)'.repeat(90)}c*`],
    [`${'*a'.repeat(1_000)}b*`, `${'*a'.repeat(1_000)}c*`],
    ['*{1..1000}x*', '*{1..1000}y*'],
  ])('is compared within a bound', (one, other) => {
    const found = findOverlap(covers(one), covers(other), exact)
    if (found !== null && found.witness !== null)
      expect(compileCoverage(covers(one), exact)({ path: found.witness })).toBe(true)
  })

  it('that ends in another literal is told apart without a search', () => {
    expect(findOverlap(covers('**/*{1..1000}.ts'), covers('**/*{1..1000}.md'), exact)).toBeNull()
  })

  it('is left to the automaton where its loops and the path are too many', () => {
    const longest = (text: string): number => longestSafePath(readPattern(text))
    expect(longest('src/*')).toBeGreaterThan(1_000_000)
    expect(longest('**/*.ts')).toBeGreaterThanOrEqual(1_000)
    expect(longest('*a*a*a*a*b')).toBeLessThan(20)
    expect(longest('+(a|aa)')).toBe(0)
    expect(compileCoverage(covers('*a*b'), exact)({ path: 'a'.repeat(100_000) })).toBe(false)
  })
})

describe('a real file name', () => {
  it('with a group in it is meant as typed', () => {
    const name = 'src/routes/+page@(app).svelte'
    const read = valueOf(
      parseCoverage(name, [], { isRealPath: (path) => name === path || name.startsWith(`${path}/`) }),
    )
    expect(compileCoverage(read.covers, exact)({ path: name })).toBe(true)
    expect(compileCoverage(read.covers, exact)({ path: 'src/routes/+pageapp.svelte' })).toBe(false)
  })

  it('is found through an escaped dot', () => {
    expect(compileCoverage(covers('a/\\./b'), exact)({ path: 'a/b' })).toBe(true)
    expect(parseCoverage('\\.', [])).toMatchObject({ problem: { reason: 'empty' } })
  })
})

describe('a witness', () => {
  it('is not a text that no path can be', () => {
    expect(findOverlap(covers('e*'), covers('*\u0301'), exact)?.witness ?? null).toBeNull()
  })
})
