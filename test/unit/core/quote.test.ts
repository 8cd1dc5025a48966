import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { printable, quote, shellWord } from '../../../src/core/quote.js'

describe('text from outside', () => {
  it('shows what moves the cursor, ends the line or turns the direction as escapes', () => {
    expect(quote('a\u001b[31m\r\nb\u202ec\u2028"')).toBe('"a\\x1b[31m\\x0d\\nb\\u{202e}c\\u{2028}\\""')
  })

  it('never holds a control or format character, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(printable(text))),
    )
  })

  it('is cut', () => {
    expect(printable('x'.repeat(500))).toHaveLength(201)
  })
})

describe('a shell word', () => {
  it('is read back by sh as it was', () => {
    const texts = ['plain/path.ts', "it's", '$(touch x)', '`id`', 'a b', '*', '"', '\\', '!', ';rm -rf', '']
    for (const text of texts) {
      expect(execFileSync('sh', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' })).toBe(text)
    }
  })
})
