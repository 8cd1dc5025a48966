import { describe, expect, it } from 'vitest'
import type { Pattern } from '../../../src/core/patterns/pattern.js'
import { valueOf } from '../../../src/core/problems/problem.js'
import { parseCoverage } from '../../../src/core/patterns/parse-coverage.js'
import { toIndexEntries } from '../../../src/records/shell-index.js'
import { toRow } from '../../../src/store/file/locks/plan-change.js'
import { lockOf } from '../../support/store/lock-rig.js'

/** How and where, of each entry. */
function entriesOf(includes: readonly string[], excludes: readonly string[] = []): readonly string[] {
  const covers = { includes: includes as readonly Pattern[], excludes: excludes as readonly Pattern[] }
  return toIndexEntries(toRow(lockOf('alice', 'x', { covers }))).map((entry) => entry.split(' ').slice(3).join(' '))
}

describe('the index of a lock', () => {
  it('names its agent, its file and its expiry', () => {
    const row = toRow(lockOf('alice', 'src/a'))
    expect(toIndexEntries(row)[0]).toMatch(`alice ${row.file} ${row.lock.expiresAt} `)
  })

  it('has one entry for each folder that its patterns begin with', () => {
    expect(entriesOf(['src/a', 'src/a/**'])).toEqual(['=/ src/a'])
    expect(entriesOf(['src/*.ts', 'docs/**', 'a b'])).toEqual(['* src', '/ docs', '= a b'])
    expect(entriesOf(['*.md', '**'])).toEqual(['*/ '])
  })

  it('leaves it to the guard where something is excluded', () => {
    expect(entriesOf(['src/a', 'src/a/**'], ['src/a/b'])).toEqual(['* src/a'])
  })

  it('says a folder that a shell could read otherwise by the one above it', () => {
    for (const name of ['q"uote', 'back\\\\slash', 'ü', 'line\nend', 'tab\t'])
      expect(entriesOf([`src/${name}/x`]), name).toEqual(['* src'])
    expect(entriesOf(['ü', 'ü/**'])).toEqual(['* '])
  })

  it('holds nothing that JSON would write otherwise', () => {
    const { covers } = valueOf(parseCoverage('a"b/c', ["it's/{x,\\$y}", '[a-z]/ü', 'src/\\*', 'a \\\\ b']))
    for (const entry of toIndexEntries(toRow(lockOf('alice', 'x', { covers }))))
      expect(JSON.stringify(entry)).toBe(`"${entry}"`)
  })
})
