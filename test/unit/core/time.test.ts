import { describe, expect, it } from 'vitest'
import { describeDuration, parseDuration, toUtcSeconds } from '../../../src/core/time.js'

describe('a duration', () => {
  it.each([
    ['90', 90_000],
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['0', 0],
  ])('%s is read', (text, ms) => expect(parseDuration(text, '--ttl')).toEqual({ ok: true, value: ms }))

  it.each(['', '-1', '1e9', 'abc', '1.5h', '10 m', '5w', '9999999999', 'Infinity', 'm'])(
    '%j is refused by name',
    (text) => {
      expect(parseDuration(text, '--ttl')).toMatchObject({
        ok: false,
        problem: { code: 'not-a-duration', option: '--ttl', text },
      })
    },
  )

  it.each([
    [0, '0 s'],
    [-5, '0 s'],
    [999, '1 s'],
    [59_000, '59 s'],
    [12 * 60_000, '12 min'],
    [3_600_000, '1 h'],
    [3 * 3_600_000 + 5 * 60_000, '3 h 5 min'],
    [86_400_000 * 2 + 3_600_000 * 4, '2 d 4 h'],
  ])('%d ms reads as %s', (ms, text) => expect(describeDuration(ms)).toBe(text))
})

describe('a UTC time of the protocols', () => {
  it('has whole seconds, rounded up, so that an expiry is never early', () => {
    expect(toUtcSeconds(Date.UTC(2026, 10, 21, 14, 5, 0, 1))).toBe('2026-11-21T14:05:01Z')
    expect(toUtcSeconds(Date.UTC(2026, 10, 21, 14, 5, 0, 0))).toBe('2026-11-21T14:05:00Z')
  })
})
