import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Coverage } from '../../../../src/core/locks/lock.js'
import { compileCoverage, toExpression, type Fold } from '../../../../src/core/patterns/match.js'
import { findOverlap, type Overlap } from '../../../../src/core/patterns/overlap.js'
import { parseCoverage } from '../../../../src/core/patterns/parse-coverage.js'
import { sweep } from '../../../support/sweep.js'
import { patternText, repositoryPath } from '../../../support/arbitrary-pattern.js'

type FindOverlap = (a: Coverage, b: Coverage, fold: Fold) => Overlap | null

const PAIRS = sweep(3_000, 100_000)
const exact: Fold = { ignoreCase: false }

/** Paths that random patterns are likely to match: the same for all pairs. */
const PATHS = fc.sample(repositoryPath, { numRuns: 400, seed: 7 })

/** What is wrong with an answer, by micromatch's own word; null where nothing is. */
function findFault(find: FindOverlap, a: Coverage, b: Coverage): string | null {
  const found = find(a, b, exact)
  if (found === null) {
    const matchesA = byMicromatch(a)
    const matchesB = byMicromatch(b)
    const missed = PATHS.find((path) => matchesA(path) && matchesB(path))
    return missed === undefined ? null : `both match ${missed}, and no overlap is found`
  }
  if (found.witness === null) return 'no witness'
  if (!byMicromatch(a)(found.witness) || !byMicromatch(b)(found.witness))
    return `the witness ${found.witness} is not matched by both`
  if (found.witness.split('/').some((segment) => ['', '.', '..'].includes(segment)))
    return `the witness ${found.witness} is no path`
  return null
}

function byMicromatch({ includes }: Coverage): (path: string) => boolean {
  const expressions = includes.map((pattern) => toExpression(pattern, false))
  return (path) => expressions.some((expression) => expression.test(path))
}

/** The first pair on which an overlap function is wrong. */
function findCounterexample(find: FindOverlap, pairs: number): string | null {
  const texts = fc.sample(patternText, { numRuns: 1_000, seed: 11 })
  const read = texts.flatMap((text) => {
    const parsed = parseCoverage(text, [])
    return parsed.ok ? [{ text, covers: parsed.value.covers }] : []
  })
  const random = fc.sample(fc.tuple(fc.nat(read.length - 1), fc.nat(read.length - 1)), { numRuns: pairs, seed: 13 })
  for (const [i, j] of random) {
    const [a, b] = [read[i], read[j]]
    const fault = a === undefined || b === undefined ? null : findFault(find, a.covers, b.covers)
    if (fault !== null) return `${a?.text ?? ''} with ${b?.text ?? ''}: ${fault}`
  }
  return null
}

describe('overlap of random patterns', () => {
  it(`misses none of ${PAIRS} random pairs, and every witness is matched by both in micromatch`, () => {
    expect(findCounterexample(findOverlap, PAIRS)).toBeNull()
  })

  it('is checked by a property that catches a comparison of beginnings', () => {
    const beginning = (pattern: string): string => /^[\w/]*/.exec(pattern)?.[0] ?? ''
    const naive: FindOverlap = (a, b) => {
      const isNear = a.includes.some((one) => b.includes.some((two) => beginning(one).startsWith(beginning(two))))
      return isNear ? { witness: 'a' } : null
    }
    expect(findCounterexample(naive, 5_000)).not.toBeNull()
  })

  it('is checked by a property that catches a comparison of texts', () => {
    const naive: FindOverlap = (a, b) => {
      const same = a.includes.find((one) => b.includes.includes(one))
      return same === undefined ? null : { witness: findOverlap(a, b, exact)?.witness ?? null }
    }
    expect(findCounterexample(naive, 20_000)).toMatch(/no overlap is found/)
  })

  it('never misses one around exclusions, and its witnesses are covered by both', () => {
    const withScope = fc.tuple(patternText, patternText, patternText, patternText)
    fc.assert(
      fc.property(withScope, ([a, b, c, d]) => {
        const [one, other] = [parseCoverage(a, [`!${c}`]), parseCoverage(b, [`!${d}`])]
        if (!one.ok || !other.ok) return
        const isIn = [one.value.covers, other.value.covers].map((coverage) => compileCoverage(coverage, exact))
        const found = findOverlap(one.value.covers, other.value.covers, exact)
        const isCommon = (path: string): boolean => isIn.every((matches) => matches({ path }))
        if (found === null) expect(PATHS.find(isCommon)).toBeUndefined()
        else if (found.witness !== null) expect(isCommon(found.witness)).toBe(true)
      }),
      { numRuns: sweep(200, 2_000) },
    )
  })
})
