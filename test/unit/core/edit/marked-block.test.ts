import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { putBlock, takeBlock } from '../../../../src/core/edit/marked-block.js'
import { hasTomlBlock, putTomlBlock, takeTomlBlock } from '../../../../src/core/edit/toml-block.js'

const MARKS = { begin: '<!-- b -->', end: '<!-- e -->', stands: 'apart' } as const
const TWICE = `${MARKS.begin}\nx\n${MARKS.end}\n`.repeat(2)

describe('a block of ours at the end of a text', () => {
  it.each(['', 'a', 'a\n', 'a\n\n', 'a\r\nb\r\n', 'a\r\nb', '\n', '\uFEFF# t\n', 'x\n<!-- b --> not a line\n'])(
    'goes without another byte changed: %j',
    (text) => {
      const put = putBlock(text, ['one', 'two'], MARKS)
      expect(takeBlock(put, MARKS)).toEqual({ kind: 'with', rest: text, note: '' })
      expect(putBlock(put, ['one', 'two'], MARKS)).toBe(put)
    },
  )

  it('goes without another byte changed from any text', () => {
    const piece = fc.constantFrom('a', '\n', '\r\n', ' ', '# x', '\n\n')
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join('')
        expect(takeBlock(putBlock(text, ['x'], MARKS), MARKS).rest).toBe(text)
      }),
    )
  })

  it('is renewed where it stands', () => {
    const moved = putBlock('', ['old'], MARKS) + 'below\n'
    expect(putBlock(moved, ['new'], MARKS)).toBe(`${MARKS.begin}\nnew\n${MARKS.end}\nbelow\n`)
  })

  it.each([`${MARKS.begin}\n`, `${MARKS.end}\n`, `${MARKS.end}\n${MARKS.begin}\n`, TWICE])(
    'is damaged as %j',
    (text) => {
      expect(takeBlock(text, MARKS).kind).toBe('damaged')
    },
  )
})

const BLOCK = { table: ['mcp_servers', 'holdfast'], lines: ['[mcp_servers.holdfast]', 'command = "git"'] }

describe('a table of ours in a TOML file', () => {
  it.each(['', 'model = "x"', '# c\n[mcp_servers.other]\ncommand = "y"\n', 'a = 1\r\n[b]\r\nc = 2\r\n'])(
    'comes and goes: %j',
    (text) => {
      const put = putTomlBlock('c.toml', text, BLOCK)
      expect(hasTomlBlock('c.toml', put)).toBe(true)
      expect(putTomlBlock('c.toml', put, BLOCK)).toBe(put)
      expect(takeTomlBlock('c.toml', put)).toBe(text === '' ? null : text)
    },
  )

  it.each([
    ['a = \n', 'line 1, column'],
    ['[mcp_servers.holdfast]\ncommand = "mine"\n', 'has a table [mcp_servers.holdfast] that Holdfast did not write'],
    ['mcp_servers = { other = { command = "x" } }\n', 'is not touched'],
    ['# >>> holdfast >>>\n', 'has a holdfast block whose begin or end line is missing'],
  ])('is refused: %j', (text, words) => {
    expect(() => putTomlBlock('c.toml', text, BLOCK)).toThrow(words)
  })
})
