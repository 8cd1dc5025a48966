import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inProject } from '../support/project.js'

/** A file and those that it imports, also for types alone and also late. */
type Imports = ReadonlyMap<string, readonly string[]>

const RELATIVE_IMPORT = /\b(?:from|import)\s*\(?\s*'(\.[^']+)\.js'/g

function importsOf(sources: ReadonlyMap<string, string>): Imports {
  return new Map([...sources].map(([file, text]) => [file, [...text.matchAll(RELATIVE_IMPORT)].map(resolve(file))]))
}

function resolve(file: string): (match: RegExpExecArray) => string {
  return ([, path = '']) => `${posix.join(posix.dirname(file), path)}.ts`
}

/** Leaves away, over and over, what imports nothing that is left, and what nothing that is left imports. */
function filesInCircles(imports: Imports): readonly string[] {
  let left = new Map(imports)
  for (;;) {
    const imported = new Set([...left.values()].flat())
    const isPassedThrough = ([file, targets]: [string, readonly string[]]): boolean =>
      imported.has(file) && targets.some((target) => left.has(target))
    const next = new Map([...left].filter(isPassedThrough))
    if (next.size === left.size) return [...left.keys()].sort()
    left = next
  }
}

function readSources(): ReadonlyMap<string, string> {
  const names = readdirSync(inProject('src'), { recursive: true, encoding: 'utf8' })
  const files = names.map((name) => name.replaceAll('\\', '/')).filter((name) => name.endsWith('.ts'))
  return new Map(files.map((file) => [file, readFileSync(inProject(`src/${file}`), 'utf8')]))
}

describe('the files of src', () => {
  it('do not import each other in a circle', () => {
    const imports = importsOf(readSources())
    expect([...imports.values()].flat().length).toBeGreaterThan(1_000)
    expect(filesInCircles(imports)).toEqual([])
  })

  it('would be found in one by types alone, late, or in a longer way round', () => {
    const sources = new Map([
      ['core/a.ts', "import type { B } from './b.js'"],
      ['core/b.ts', "await import('../app/c.js')"],
      ['app/c.ts', "export { a } from '../core/a.js'"],
      ['app/starts-it.ts', "import { c } from './c.js'"],
      ['core/leaf.ts', ''],
    ])
    expect(filesInCircles(importsOf(sources))).toEqual(['app/c.ts', 'core/a.ts', 'core/b.ts'])
  })
})
