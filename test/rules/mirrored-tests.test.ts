import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inProject } from '../support/project.js'

function testsBelow(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return names.map((name) => name.replaceAll('\\', '/')).filter((name) => name.endsWith('.test.ts'))
}

/** `core/patterns/overlap.hostile.test.ts` is a test of `core/patterns/overlap.ts`. */
function sourceOf(test: string): string {
  return test.replace(/(\.[a-z-]+)?\.test\.ts$/, '.ts')
}

function orphans(tests: readonly string[]): readonly string[] {
  return tests.filter((test) => !existsSync(inProject(`src/${sourceOf(test)}`)))
}

describe('test/unit', () => {
  it('has a source file in src for every test, at the same path', () => {
    const tests = testsBelow(inProject('test/unit'))
    expect(tests.length).toBeGreaterThan(30)
    expect(orphans(tests)).toEqual([])
  })

  it('starts no process: that is for test/scenarios and test/rules', () => {
    const folder = inProject('test/unit')
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
    const startsProcess = (name: string): boolean =>
      /'node:child_process'|support\/(fleet|repository|hook-rig|make-pipe|command\/[\w-]+)\.js'/.test(
        readFileSync(join(folder, name), 'utf8'),
      )
    expect(names.filter(startsProcess)).toEqual([])
  })

  it.each([
    'core/patterns/overlaps.test.ts',
    'core/pattern/overlap.test.ts',
    'core/patterns/overlap.hostile.more.test.ts',
    'overlap.test.ts',
  ])('would not do with %s', (test) => {
    expect(orphans(['core/patterns/overlap.test.ts', 'core/patterns/overlap.hostile.test.ts', test])).toEqual([test])
  })
})
