import { describe, expect, it } from 'vitest'
import { valueOf } from '../../../../src/core/problems/problem.js'
import { compileCoverage } from '../../../../src/core/patterns/match.js'
import {
  parseCoverage,
  parseForeignCoverage,
  type PatternContext,
} from '../../../../src/core/patterns/parse-coverage.js'
import { readPattern } from '../../../../src/core/patterns/read-pattern.js'
import { toCanonical } from '../../../../src/core/patterns/canonical.js'

function covers(text: string, path: string, context: PatternContext = {}, ignoreCase = false): boolean {
  return compileCoverage(valueOf(parseCoverage(text, [], context)).covers, { ignoreCase })({ path })
}

describe('the language', () => {
  it.each([
    ['src/auth', ['src/auth', 'src/auth/x', 'src/auth/x/y.ts', 'src/auth/.env'], ['src/auth2', 'src', 'x/src/auth']],
    ['src/auth/', ['src/auth', 'src/auth/x'], ['src/authx']],
    ['./src//auth', ['src/auth', 'src/auth/x'], []],
    ['*', ['a', '.env', 'a.b.c'], ['a/b']],
    ['src/*.ts', ['src/a.ts', 'src/.ts', 'src/.a.ts'], ['src/a/b.ts', 'src/a.tsx']],
    ['a.*', ['a.b', 'a.', 'a..'], ['a', 'ab']],
    ['src/?.ts', ['src/a.ts', 'src/..ts'], ['src/ab.ts', 'src/.ts']],
    ['src/**', ['src', 'src/a', 'src/a/b'], ['srcx', 'x/src']],
    ['src/*/**', ['src/a', 'src/a/b/c'], ['src']],
    ['**', ['a', 'a/b', '.git-x'], []],
    ['packages/*/', ['packages/a', 'packages/a/b/c'], ['packages']],
    ['app/[slug]/page.tsx', ['app/[slug]/page.tsx', 'app/s/page.tsx'], ['app/slug/page.tsx']],
    ['**/*.test.ts', ['a.test.ts', 'x/y/a.test.ts'], ['a.ts']],
    ['src/**/x', ['src/x', 'src/a/x', 'src/a/b/x'], ['src', 'srcx']],
    ['src/a**b', ['src/ab', 'src/axb'], ['src/a/b']],
    ['[a-c]x', ['ax', 'cx'], ['dx', '[a-c]x']],
    ['[!a]x', ['bx', '!x'], ['ax', '/x']],
    ['[^a]x', ['bx', '^x'], ['ax']],
    ['[]a]', [']', 'a'], ['[]a]']],
    ['[+-9]', ['+', '0', '.'], ['/']],
    ['{a,b}/c', ['a/c', 'b/c', 'a/c/d'], ['c', '{a,b}/c']],
    ['{src,lib/x}/*.ts', ['src/a.ts', 'lib/x/a.ts'], ['lib/a.ts']],
    ['v{1..12}', ['v1', 'v9', 'v12'], ['v0', 'v13']],
    ['v{01..03}', ['v01', 'v03'], ['v1']],
    ['v{1..9..4}', ['v1', 'v5', 'v9'], ['v2']],
    ['{a}', ['{a}'], ['a']],
    ['a{,b}', ['a', 'ab'], []],
    ['@(a|b).ts', ['a.ts', 'b.ts'], ['ab.ts', '.ts']],
    ['?(a)b', ['b', 'ab'], ['aab']],
    ['*(a)b', ['b', 'ab', 'aaab'], ['cb']],
    ['+(a|bc)', ['a', 'abc', 'bca'], ['', 'b']],
    ['\\*', ['*', '*/x'], ['a']],
    ['\\!x', ['!x'], ['x']],
    ['a+b', ['a+b'], ['aab']],
    ['$x', ['$x'], ['x']],
    ['"q"', ['"q"'], ['q']],
    ['a|b', ['a|b'], ['a']],
    ['#a b', ['#a b'], []],
    ['caf\u00e9', ['cafe\u0301'], ['cafe']],
  ])('%s', (text, matched, unmatched) => {
    for (const path of matched) expect(covers(text, path), path).toBe(path !== '')
    for (const path of unmatched) expect(covers(text, path), path).toBe(false)
  })

  it.each([
    'app/(auth)/login.tsx',
    '+page.svelte',
    '@modal/page.tsx',
    'app/(..)photo',
    'a(b|c)',
    '(((',
    'a{b',
    'a[b',
    '@x(',
    'x)',
  ])('takes the file name %s as typed', (name) => {
    expect(covers(name, name)).toBe(true)
    expect(valueOf(parseCoverage(name, [])).resource).toBe(name)
  })

  it.each(['app/[slug]/page.tsx', 'app/[...all]/x', 'app/[[...slug]]/page.tsx', '[a]'])(
    'takes %s as typed where it exists, and where --literal says so',
    (name) => {
      const parts = name.split('/')
      const real = new Set(parts.map((_, index) => parts.slice(0, index + 1).join('/')))
      for (const context of [{ isRealPath: (path: string) => real.has(path) }, { literal: true }]) {
        expect(covers(name, name, context)).toBe(true)
        expect(covers(name, name.replace(/\[+[^\]]*\]+/, 's'), context)).toBe(false)
      }
      // A name of one letter is a class; a longer one is both, as the route may not be there yet.
      expect(covers(name, name)).toBe(name !== '[a]')
      expect(covers(name.replace(/\[+[^\]]*\]+/, '[a-c]'), name.replace(/\[+[^\]]*\]+/, 'b'))).toBe(true)
    },
  )

  it('mixes a real bracket folder with a glob behind it', () => {
    const context = { isRealPath: (path: string) => path === 'app/[slug]' }
    expect(covers('app/[slug]/*.tsx', 'app/[slug]/page.tsx', context)).toBe(true)
    expect(covers('app/[slug]/*.tsx', 'app/s/page.tsx', context)).toBe(false)
  })

  it('takes every sign as itself with literal', () => {
    const name = '**/{a,b}/!(c)/?[d]\\e'
    expect(covers(name, name, { literal: true })).toBe(true)
    expect(covers(name, 'x/a/d/yd', { literal: true })).toBe(false)
  })

  it('folds case where the disk does', () => {
    expect(covers('SRC/[A-C]*.TS', 'src/bx.ts', {}, true)).toBe(true)
    expect(covers('SRC/[A-C]*.TS', 'src/bx.ts')).toBe(false)
    expect(covers('*É*', 'xéx', {}, true)).toBe(true)
  })

  it('compares names that are not UTF-8 byte by byte, and lets none through', () => {
    const path = { path: 'src/\ufffd.txt', bytes: 'src/\xe9.txt' }
    const matches = (text: string): boolean =>
      compileCoverage(valueOf(parseCoverage(text, [])).covers, { ignoreCase: true })(path)
    expect(['src', 'src/*', 'src/?.txt', '**/*.txt', 'src/[!a].txt', '**'].map(matches)).toEqual([
      true,
      true,
      true,
      true,
      true,
      true,
    ])
    expect(['lib', 'src/é.txt', 'src/a.txt'].map(matches)).toEqual([false, false, false])
    expect(
      compileCoverage(valueOf(parseCoverage('caf\u00e9', [])).covers, { ignoreCase: false })({
        path: '?',
        bytes: 'caf\xc3\xa9/\xff',
      }),
    ).toBe(true)
  })

  it('takes paths out by an exclusion in the scope', () => {
    const { covers: coverage, scope } = valueOf(parseCoverage('src/**', ['docs', '!src/vendor/**', '!./docs/api/']))
    const matches = compileCoverage(coverage, { ignoreCase: false })
    const isCovered = (path: string): boolean => matches({ path })
    expect(['src/a', 'docs/b', 'src/vendor/x', 'src/vendor', 'docs/api/x'].map(isCovered)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
    expect(scope).toEqual(['docs', '!src/vendor/**', '!docs/api'])
  })
})

describe('a refusal', () => {
  it.each([
    ['', 'empty'],
    ['  ', 'empty'],
    ['/', 'absolute'],
    ['.', 'empty'],
    ['./', 'empty'],
    ['/etc', 'absolute'],
    ['\\/etc', 'absolute'],
    ['C:\\x', 'absolute'],
    ['c:/x', 'absolute'],
    ['\\\\server\\share', 'absolute'],
    ['src\\auth', 'backslash'],
    ['//server', 'absolute'],
    ['..', 'escapes'],
    ['a/../b', 'escapes'],
    ['a/\\.\\./b', 'escapes'],
    ['{.,x}./b', 'escapes'],
    ['{a,/b}', 'absolute'],
    ['!(a)', 'negated-group'],
    ['x/@(a|!(b))', 'negated-group'],
    ['a\0b', 'control-character'],
    ['a\nb', 'control-character'],
    ['a\u001bb', 'control-character'],
    ['a\ufffdb', 'not-utf8'],
    ['a\ud800b', 'not-utf8'],
    ['x'.repeat(4_097), 'too-long'],
    ['{1..1001}', 'too-many-alternatives'],
    ['{a,b}'.repeat(40), 'too-many-alternatives'],
    ['{{1..999},{1..999}}', 'too-many-alternatives'],
    ['{1..999999999}', 'too-many-alternatives'],
    // 512 of 3,000 characters each.
    [`${'{a,b}'.repeat(9)}${'a'.repeat(3_000)}`, 'too-many-alternatives'],
    ['[[:alpha:]]', 'posix-class'],
    ['[z-a]', 'bad-range'],
    ['[😀]', 'bad-range'],
    ['@(a/b|c)', 'slash-in-group'],
    ['@(a|+(b|*(c|@(d|?(e|+(f|*(g)))))))', 'too-complex'],
    ['!src', 'excludes-only'],
  ] as const)('of %j is for %s', (text, reason) => {
    expect(parseCoverage(text, [])).toMatchObject({ ok: false, problem: { code: 'pattern-refused', reason } })
  })

  it('of a scope names the scope', () => {
    expect(parseCoverage('a', ['../x'])).toMatchObject({ ok: false, problem: { pattern: '../x', reason: 'escapes' } })
    expect(parseCoverage('a', ['!/x'])).toMatchObject({ ok: false, problem: { reason: 'absolute' } })
  })

  it('does not reach a real file of an odd name that is typed literally', () => {
    expect(parseCoverage('!src', [], { literal: true })).toMatchObject({ ok: true })
    expect(parseCoverage('!(a)', [], { literal: true })).toMatchObject({ ok: true })
    expect(parseCoverage('a/../b', [], { literal: true })).toMatchObject({ ok: false })
  })
})

describe('canonical text', () => {
  it.each([
    'src/*.ts',
    '{a,b}/[!c]?',
    '+(a|b)*',
    'a.*',
    '@(?|b)?',
    '[+-9]',
    '\\*\\\\[\\]]',
    '**/x/**',
    '(a)/$"|^',
    '*(a|*(b))',
    'a\\\\/b',
  ])('of %s reads back as the same language', (text) => {
    for (const pattern of valueOf(parseCoverage(text, [])).covers.includes) {
      const again = toCanonical(readPattern(pattern))
      expect(again).toContain(pattern)
    }
  })

  it('is safe to read whatever stands on disk', () => {
    for (const text of ['', '/', '***', '[', '@(', '\\', '((((', '[^/]', '@('.repeat(3_000), '\0']) {
      expect(() =>
        compileCoverage({ includes: [text as never], excludes: [] }, { ignoreCase: true })({ path: 'a/b' }),
      ).not.toThrow()
    }
  })
})

describe('hostile patterns', () => {
  it.each(['*a'.repeat(30) + 'b', '+(a|aa)b', '**/a/'.repeat(20) + 'b', '*(*(a)*(a))b', '?(a)'.repeat(50) + 'b'])(
    '%s is matched without trying every way',
    (text) => {
      const path = 'a'.repeat(4_000)
      expect(covers(text, path)).toBe(false)
      expect(covers(text, `${'a/'.repeat(2_000)}c`)).toBe(false)
    },
  )
})

describe('the record of another program', () => {
  const coversForeign = (text: string, path: string, scope: readonly string[] = []): boolean =>
    compileCoverage(parseForeignCoverage(text, scope), { ignoreCase: false })({ path })

  it('counts as a path and as a glob', () => {
    expect(['app/[slug]/x', 'app/s/x'].map((path) => coversForeign('app/[slug]/x', path))).toEqual([true, true])
    expect(coversForeign('src/auth.py', 'src/auth.py')).toBe(true)
    expect(coversForeign('src', 'lib/x', ['lib/**'])).toBe(true)
    expect(coversForeign('src/**', 'src/v/x', ['!src/v'])).toBe(false)
  })

  it('covers too much rather than too little where our language refuses it', () => {
    expect(coversForeign('src/!(a)/x', 'src/b/x')).toBe(true)
    expect(coversForeign('src/!(a)/x', 'lib/b/x')).toBe(false)
    expect(coversForeign(`src/${'{a,b}'.repeat(50)}`, 'src/anything')).toBe(true)
    expect(coversForeign('a\0b', 'anything')).toBe(true)
    expect(coversForeign(`src/${'x'.repeat(9_000)}`, 'src/y')).toBe(true)
  })

  it('is read with the folders of Windows as well', () => {
    expect(['src/auth.py', 'src/other.py'].map((path) => coversForeign('src\\auth.py', path))).toEqual([true, false])
  })

  it('covers nothing where it lies outside of the repository', () => {
    expect(parseForeignCoverage('/etc/passwd', []).includes).toEqual([])
    expect(parseForeignCoverage('../x', []).includes).toEqual([])
    expect(parseForeignCoverage('', []).includes).toEqual([])
  })
})
