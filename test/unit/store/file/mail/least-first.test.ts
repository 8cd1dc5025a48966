import fc from 'fast-check'
import { expect, it } from 'vitest'
import { leastFirst } from '../../../../../src/store/file/mail/least-first.js'

const byNumber = (a: number, b: number): number => a - b

it('gives every item once, in rising order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -20, max: 20 })), (items) => {
      expect([...leastFirst([...items], byNumber)]).toEqual([...items].sort(byNumber))
    }),
  )
})

it('compares each of many items only a few times to find the first', () => {
  const items = Array.from({ length: 10_000 }, (_, index) => (index * 7_919) % 10_007)
  let compared = 0
  const first = leastFirst([...items], (a, b) => {
    compared += 1
    return a - b
  }).next()
  expect(first.value).toBe(Math.min(...items))
  expect(compared).toBeLessThan(3 * items.length)
})
