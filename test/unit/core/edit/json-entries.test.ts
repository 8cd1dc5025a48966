import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasEntries, putEntries, takeEntries, type JsonEntries } from '../../../../src/core/edit/json-entries.js'
import { ProblemError } from '../../../../src/core/problems/problem.js'

const isOurs = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && String(Reflect.get(value, 'command')).startsWith('ours')

const WANTED: JsonEntries = {
  dialect: 'jsonc',
  base: {},
  required: [],
  entries: [
    { kind: 'item', at: ['hooks', 'Before'], value: { matcher: 'Edit', hooks: [{ command: 'ours 2', timeout: 15 }] } },
    { kind: 'item', at: ['hooks', 'Stop'], value: { hooks: [{ command: 'ours 2', timeout: 15 }] } },
    { kind: 'member', at: ['servers', 'holdfast'], value: { command: 'ours server', args: ['a', 'b'] } },
  ],
  isOurs,
}

const put = (text: string | null, wanted = WANTED): string => putEntries('f.json', text, wanted)
const take = (text: string, wanted = WANTED): string | null => takeEntries('f.json', text, wanted)

function problemOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof ProblemError) return error.message
    throw error
  }
  throw new Error('nothing is refused')
}

/** Files as people leave them. */
const FILES: readonly (readonly [string, string])[] = [
  ['an empty object', '{}'],
  ['an empty object with a line end', '{}\n'],
  ['an object over two lines', '{\n}\n'],
  ['blanks', ' \n{ }\n\n'],
  ['one line', '{"a":1}'],
  ['one line with blanks', '{ "a": 1, "b": [1, 2] }\n'],
  ['four spaces', '{\n    "a": {\n        "b": 1\n    }\n}\n'],
  ['tabs', '{\n\t"a": 1\n}\n'],
  ['CRLF', '{\r\n  "a": 1,\r\n  "b": {}\r\n}\r\n'],
  ['a byte order mark', '\uFEFF{\n  "a": 1\n}\n'],
  ['no line end at the end', '{\n  "a": 1\n}'],
  ['a comment behind the last member', '{\n  "a": 1 // why\n}\n'],
  ['a comment with blanks behind it', '{\n  "a": 1 // why  \n}\n'],
  ['a comment behind a trailing comma', '{\n  "a": 1, // why\n}\n'],
  ['a block comment', '{\n  /* first */ "a": 1 /* last */\n}\n'],
  ['a comment after the last line', '{\n  "a": 1\n  // nothing else\n}\n'],
  ['a comment in one line', '{"a":1 // why\n}'],
  ['a trailing comma', '{\n  "a": 1,\n}\n'],
  ['only a comment', '{ // nothing yet\n}\n'],
  ['comments around', '// top\n{\n  "a": 1\n}\n// end\n'],
  ['the containers, empty', '{\n  "hooks": {},\n  "servers": {}\n}\n'],
  ['an empty list', '{\n  "hooks": {\n    "Before": [],\n    "Stop": [ ]\n  }\n}\n'],
  ['an empty container over two lines', '{\n  "servers": {\n  }\n}\n'],
  [
    'others in the list',
    '{\n  "hooks": {\n    "Before": [\n      { "hooks": [{ "command": "mine" }] }\n    ]\n  }\n}\n',
  ],
  ['others in a list of one line', '{"hooks":{"Before":[{"command":"mine"}],"Other":[1]}}'],
  ['another server', '{\n  "servers": { "x": { "command": "x" } }\n}\n'],
  ['a string with brackets', '{\n  "a": "{[//\\"/*"\n}\n'],
]

describe('entries of ours in a file of others', () => {
  it.each(FILES)('come and go without another byte changed: %s', (_name, text) => {
    const wired = put(text)
    expect(hasEntries('f.json', wired, WANTED)).toBe(true)
    expect(take(wired)).toBe(text)
  })

  it.each(FILES)('are put in once: %s', (_name, text) => {
    const wired = put(text)
    expect(put(wired)).toBe(wired)
    expect(wired.match(/ours server/g)).toHaveLength(1)
    expect(wired.match(/ours 2/g)).toHaveLength(2)
  })

  it.each(FILES)('keep the line ends of the file: %s', (_name, text) => {
    const wired = put(text)
    const isWindows = text.includes('\r\n')
    expect(/(?<!\r)\n/.test(wired)).toBe(!isWindows)
  })

  it('come and go for any JSON, laid out in any way', () => {
    const space = fc.constantFrom(undefined, 1, 2, 4, '\t')
    const key = fc.constantFrom('hooks', 'servers', 'Before', 'a', 'ö "q"')
    const lists = fc.dictionary(key, fc.array(fc.constantFrom(1, 'x', { command: 'mine' }), { maxLength: 3 }))
    const others = fc.record(
      { a: fc.jsonValue({ maxDepth: 2 }), hooks: lists, servers: fc.dictionary(key, fc.constant({ command: 'x' })) },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(others, space, fc.boolean(), (value, unit, windows) => {
        const lines = JSON.stringify(value, null, unit)
        const text = windows ? lines.replaceAll('\n', '\r\n') : lines
        const wired = put(text)
        expect(take(wired)).toBe(text)
        expect(put(wired)).toBe(wired)
      }),
      { numRuns: 300 },
    )
  })

  it('make a file of their own, of which nothing stays', () => {
    const created = put(null)
    expect(put(created)).toBe(created)
    expect(take(created)).toBeNull()
    const versioned = { ...WANTED, base: { version: 1 }, required: ['version'] }
    expect(take(put(null, versioned), versioned)).toBeNull()
  })

  it('leave a created file in which somebody wrote since', () => {
    const created = JSON.parse(put(null)) as { hooks: Record<string, unknown> }
    created.hooks['Other'] = [{ command: 'mine' }]
    expect(JSON.parse(take(JSON.stringify(created, null, 2)) ?? '')).toEqual({
      hooks: { Other: [{ command: 'mine' }] },
    })
  })

  it('of an earlier version are replaced, also under other events', () => {
    const old = { hooks: { Earlier: [{ hooks: [{ command: 'ours 1' }] }], Before: [{ command: 'ours 1' }] } }
    const wired = put(JSON.stringify(old, null, 2))
    expect(wired).not.toContain('ours 1')
    expect(JSON.parse(wired)).toEqual(JSON.parse(put('{}')))
  })

  it('that are there twice are left once', () => {
    const once = JSON.parse(put('{"a":1}')) as { hooks: { Stop: unknown[] } }
    once.hooks.Stop.push(structuredClone(once.hooks.Stop[0]))
    expect(JSON.parse(put(JSON.stringify(once)))).toEqual(JSON.parse(put('{"a":1}')))
  })

  it('keep what somebody added to them', () => {
    const mine = JSON.parse(put('{}'))
    mine.servers.holdfast.env = { A: 'b' }
    mine.hooks.Stop[0].note = 'mine'
    const text = JSON.stringify(mine)
    expect(put(text)).toBe(text)
    mine.servers.holdfast.args = ['old']
    expect(JSON.parse(put(JSON.stringify(mine))).servers.holdfast).toEqual({
      command: 'ours server',
      args: ['a', 'b'],
      env: { A: 'b' },
    })
  })

  it('leave a handler of others in the same element', () => {
    const shared = { hooks: { Before: [{ hooks: [{ command: 'ours 1' }, { command: 'mine' }] }] } }
    expect(JSON.parse(take(JSON.stringify(shared)) ?? '')).toEqual({
      hooks: { Before: [{ hooks: [{ command: 'mine' }] }] },
    })
  })
})

describe('a file that is not as it should be', () => {
  it.each([
    ['{"a":1', 'line 1, column 7: close brace expected'],
    ['{\n  "a": 1\n  "b": 2\n}', 'line 3, column 3: comma expected'],
    ['', 'line 1, column 1: value expected'],
    ['[]', 'expected an object here, not a list'],
    ['{"hooks":[]}', 'column 10: expected an object here, not a list'],
    ['{"hooks":{"Before":{}}}', 'expected a list here, not an object'],
    ['{"hooks":{"Stop":"x"}}', 'expected a list here, not a string'],
    ['{"servers":7}', 'expected an object here, not a number'],
    ['{"hooks":{},"hooks":{}}', 'column 13: the key "hooks" appears twice'],
    ['{"servers":{"holdfast":{},"holdfast":{}}}', 'the key "holdfast" appears twice'],
    ['{"servers":{"holdfast":{"command":"else"}}}', 'has a "servers.holdfast" that Holdfast did not write'],
    ['\u0000\u0001', 'line 1, column 1'],
  ])('is refused by name and place: %j', (text, words) => {
    expect(problemOf(() => put(text))).toContain(words)
  })

  it('is refused where it is nested so deep that no parser comes back', () => {
    expect(problemOf(() => put(`{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`))).toContain('nested too deeply')
  })

  it('is refused for a comment where the program takes none', () => {
    expect(problemOf(() => put('{ // x\n}', { ...WANTED, dialect: 'json' }))).toContain('comment')
    expect(problemOf(() => put('{"a":1,}', { ...WANTED, dialect: 'json' }))).toContain('line 1')
  })

  it('is refused where the program would take nothing from it', () => {
    expect(problemOf(() => put('{"hooks":{}}', { ...WANTED, required: ['version'] }))).toContain('has no "version"')
  })
})
