import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AgentName } from '../../../../src/core/agent-name.js'
import type { Change } from '../../../../src/core/change.js'
import { findConflicts } from '../../../../src/core/locks/conflict.js'
import type { Lock, LockId } from '../../../../src/core/locks/lock.js'
import { parseCoverage } from '../../../../src/core/patterns/parse-coverage.js'
import { compileCoverage } from '../../../../src/core/patterns/match.js'
import { sweep } from '../../../support/sweep.js'
import { patternText, repositoryPath } from '../../../support/arbitrary-pattern.js'

function lockOf(text: string, scope: readonly string[] = []): Lock | null {
  const read = parseCoverage(text, scope)
  if (!read.ok) return null
  const owner = { agent: 'alice' as AgentName, session: '', host: '' }
  const intent = { action: 'WRITE', scope: [], description: '', priority: 5 } as const
  return {
    id: text as LockId,
    owner,
    intent,
    resource: text,
    covers: read.value.covers,
    createdAt: 0,
    expiresAt: 1,
    revision: 1,
    process: null,
    origin: 'holdfast',
  }
}

const changeOf = (path: string): Change => ({ path, kind: 'modified', isSubmodule: false })

describe('conflicts', () => {
  it.each([false, true])('are those of asking every lock about every change (ignoreCase %s)', (ignoreCase) => {
    const locks = fc.array(fc.tuple(patternText, fc.option(patternText)), { maxLength: 12 })
    fc.assert(
      fc.property(locks, fc.array(repositoryPath, { maxLength: 12 }), (texts, paths) => {
        const held = texts.flatMap(([text, excluded]) => lockOf(text, excluded === null ? [] : [`!${excluded}`]) ?? [])
        const asked = paths.flatMap((path) =>
          held.filter((lock) => compileCoverage(lock.covers, { ignoreCase })({ path })).map((lock) => [path, lock.id]),
        )
        const found = findConflicts(paths.map(changeOf), held, { ignoreCase })
        expect(found.map(({ change, lock }) => [change.path, lock.id])).toEqual(asked)
      }),
      { numRuns: sweep(150, 1_500) },
    )
  })

  it('cost what matches, and not changes times locks', () => {
    const locks = Array.from({ length: sweep(1_000, 10_000) }, (_, index) => lockOf(`dir${index}/*.ts`)!)
    const reads = { count: 0 }
    const watched = locks.map((lock) => ({ ...lock, covers: countReads(lock.covers, reads) }))
    const count = sweep(10_000, 100_000)
    const changes = Array.from({ length: count }, (_, index) =>
      changeOf(`dir${index % 100}/f${index}.${index % 2 === 0 ? 'ts' : 'md'}`),
    )
    expect(findConflicts(changes, watched, { ignoreCase: false })).toHaveLength(count / 2)
    // Each lock is read a few times when the index is made; never once per change.
    expect(reads.count).toBeLessThan(10 * locks.length)
  })

  it('of a name that is not UTF-8 are found too', () => {
    const change: Change = { path: 'src/\ufffd', bytes: 'src/\xe9', kind: 'added', isSubmodule: false }
    expect(findConflicts([change], [lockOf('src')!, lockOf('lib')!], { ignoreCase: false })).toHaveLength(1)
  })
})

function countReads<T extends object>(value: T, reads: { count: number }): T {
  return new Proxy(value, {
    get(target, key) {
      reads.count += 1
      return Reflect.get(target, key) as unknown
    },
  })
}
