import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { printable, quote } from '../../../src/core/quote.js'

describe('text from outside', () => {
  it('shows what moves the cursor, ends the line or turns the direction as escapes', () => {
    expect(quote('a\u001b[31m\r\nb\u202ec\u2028"')).toBe('"a\\x1b[31m\\x0d\\nb\\u{202e}c\\u{2028}\\""')
  })

  it('never holds a control or format character, whatever comes', () => {
    const text = fc.array(fc.integer({ min: 0, max: 0x10_ffff })).map((codes) => String.fromCodePoint(...codes))
    fc.assert(fc.property(text, (any) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(printable(any))))
  })

  it('is cut', () => {
    expect(printable('x'.repeat(500))).toHaveLength(201)
  })
})
