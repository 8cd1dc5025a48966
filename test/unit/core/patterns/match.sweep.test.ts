import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accepts, buildAutomaton } from '../../../../src/core/patterns/automaton.js'
import { toExpression } from '../../../../src/core/patterns/match.js'
import { parseCoverage } from '../../../../src/core/patterns/parse-coverage.js'
import { readPattern } from '../../../../src/core/patterns/read-pattern.js'
import { GLOBSTAR, type Node, type Segment } from '../../../../src/core/patterns/syntax-tree.js'
import { sweep } from '../../../support/sweep.js'
import { patternText, repositoryPath } from '../../../support/arbitrary-pattern.js'

/** To micromatch `a/?(b)` matches `a/`; a path has no empty segment, and patterns with groups are matched by the automaton. */
function canBeEmpty(segment: Segment): boolean {
  const isEmpty = (node: Node): boolean =>
    node.kind === 'star' ||
    (node.kind === 'group' &&
      (node.sign === '?' || node.sign === '*' || node.alternatives.some((nodes) => nodes.every(isEmpty))))
  return segment !== GLOBSTAR && segment.every(isEmpty) && segment.some((node) => node.kind === 'group')
}

describe('a canonical pattern', () => {
  it.each([false, true])('is read alike by micromatch and by our automaton (ignoreCase %s)', (ignoreCase) => {
    fc.assert(
      fc.property(patternText, fc.array(repositoryPath, { minLength: 5, maxLength: 30 }), (text, paths) => {
        const read = parseCoverage(text, [])
        if (!read.ok) return
        for (const pattern of read.value.covers.includes) {
          if (readPattern(pattern).some(canBeEmpty)) continue
          const automaton = buildAutomaton(pattern)
          const expression = toExpression(pattern, ignoreCase)
          for (const path of paths) {
            const ours = accepts(automaton, path, ignoreCase)
            const theirs = expression.test(path)
            // `x/**` alone also says yes to `x` in micromatch; the canonical form always has `x` beside it.
            const isBeside =
              pattern.endsWith('/**') &&
              read.value.covers.includes.some(
                (one) => `${one}/**` === pattern && toExpression(one, ignoreCase).test(path),
              )
            if (ours !== theirs && !isBeside)
              throw new Error(`${pattern} on ${path}: ours ${ours}, micromatch ${theirs} ${expression.source}`)
          }
        }
      }),
      { numRuns: sweep(600, 6_000) },
    )
    expect.assertions(0)
  })
})
