import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ProblemError } from '../../../../src/core/problems/problem.js'
import { splitFields } from '../../../../src/git/nul-fields.js'
import { isZeroId, parsePushLines } from '../../../../src/git/changes/ref-updates.js'
import { createDiffReader, parseRawDiff } from '../../../../src/git/changes/raw-diff.js'

const A = 'a'.repeat(40)
const B = 'b'.repeat(40)
const NONE = '0'.repeat(40)
const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')

function codeOf(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.code
    throw error
  }
  return 'nothing'
}

describe('a raw diff', () => {
  test.each([
    ['added', `:000000 100644 ${NONE} ${A} A`],
    ['deleted', `:100644 000000 ${A} ${NONE} D`],
    ['modified', `:100644 100644 ${A} ${B} M`],
    ['modified', `:100644 100755 ${A} ${B} M`],
    ['mode', `:100644 100755 ${A} ${A} M`],
    ['type', `:100644 120000 ${A} ${B} T`],
    ['unmerged', `:000000 000000 ${NONE} ${NONE} U`],
    ['modified', `::100644 100644 100644 ${A} ${A} ${B} MM`],
    ['deleted', `::100644 100644 000000 ${A} ${B} ${NONE} DD`],
    ['added', `::000000 000000 100644 ${NONE} ${NONE} ${B} AA`],
    ['modified', `:::100644 000000 100644 100644 ${A} ${NONE} ${A} ${B} MAM`],
  ])('reads as %s: %s', (kind, record) => {
    expect(parseRawDiff(bytes(`${record}\0a b\0`))).toEqual([{ path: 'a b', kind, isSubmodule: false }])
  })

  test('knows a submodule by its mode, on either side', () => {
    const records = `:160000 160000 ${A} ${B} M\0lib\0:160000 100644 ${A} ${B} T\0lib\0:100644 160000 ${A} ${B} T\0lib\0`
    expect(parseRawDiff(bytes(records)).map((change) => change.isSubmodule)).toEqual([true, true, true])
  })

  test('keeps the bytes of a name that is not UTF-8', () => {
    const [change] = parseRawDiff(bytes(`:000000 100644 ${NONE} ${A} A\0caf\xe9\0`))
    expect(change).toEqual({ path: 'caf\ufffd', bytes: 'caf\xe9', kind: 'added', isSubmodule: false })
  })

  test('keeps the form of a name that is UTF-8', () => {
    const name = '\ufeffe\u0301 é 日本'
    const record = Buffer.concat([bytes(`:000000 100644 ${NONE} ${A} A\0`), Buffer.from(`${name}\0`)])
    expect(parseRawDiff(record)).toEqual([{ path: name, kind: 'added', isSubmodule: false }])
  })

  test('takes a name that looks like a record, or like a commit, for a name', () => {
    const record = `:100644 100644 ${A} ${B} M`
    expect(parseRawDiff(bytes(`${record}\0${record}\0${record}\0${A}\0`)).map((change) => change.path)).toEqual([
      record,
      A,
    ])
  })

  test('gives each change its commit', () => {
    const side = `${B}\0${A} ${B}\0b@x\0carol\n\0\n:100644 100644 ${A} ${B} M\0m\0`
    const merge = side + side
    const plain = `${A}\0${B}\0a@x\0\0\n:000000 100644 ${NONE} ${A} A\0p\0:000000 100644 ${NONE} ${A} A\0q\0`
    const carol = { id: B, agents: ['carol'], authorEmail: 'b@x', merges: [A, B] }
    const nobody = { id: A, agents: [], authorEmail: 'a@x' }
    expect(parseRawDiff(bytes(merge + plain)).map(({ path, commit }) => [path, commit])).toEqual([
      ['m', carol],
      ['p', nobody],
      ['q', nobody],
    ])
  })

  test('drops what is no name of an agent', () => {
    const header = `${A}\0${B}\0a@x\0alice\n../x\n\n bob \nna me\n`
    const [change] = parseRawDiff(bytes(`${header}\0\n:000000 100644 ${NONE} ${A} A\0p\0`))
    expect(change?.commit?.agents).toEqual(['alice', 'bob'])
  })

  test('reads the same however its output is chopped', () => {
    const output = bytes(
      `${A}\0\0a@x\0alice\n\0\n:000000 100644 ${NONE} ${A} A\0p\n\xe9\0${B}\0${A}\0b@x\0\0\0::100644 100644 000000 ${A} ${B} ${NONE} DD\0q\0`,
    )
    fc.assert(
      fc.property(fc.array(fc.nat(output.length)), (cuts) => {
        const reader = createDiffReader()
        const edges = [0, ...cuts.sort((a, b) => a - b), output.length]
        for (const [i, edge] of edges.entries()) reader.push(output.subarray(edges[i - 1] ?? 0, edge))
        expect(reader.end()).toEqual(parseRawDiff(output))
      }),
    )
  })

  test.each([
    ['a torn name', `:000000 100644 ${NONE} ${A} A\0p`],
    ['no name', `:000000 100644 ${NONE} ${A} A\0`],
    ['an empty name', `:000000 100644 ${NONE} ${A} A\0\0`],
    ['a rename, which has two names', `:100644 100644 ${A} ${B} R100\0p\0q\0`],
    ['too few ids', `:100644 100644 ${A} M\0p\0`],
    ['too few modes', `::100644 100644 ${A} ${A} ${B} MM\0p\0`],
    ['an abbreviated id', `:100644 100644 aaaaaaa bbbbbbb M\0p\0`],
    ['a commit without its fields', `${A}\0\0a@x\0`],
    ['parents that are no ids', `${A}\0main\0a@x\0\0\n`],
    ['a text', 'warning: something\0'],
  ])('with %s is unreadable', (_what, output) => {
    expect(codeOf(() => parseRawDiff(bytes(output)))).toBe('output-unreadable')
  })

  test('of any bytes gives changes or is unreadable', () => {
    const pieces = fc.constantFrom(
      `:100644 100644 ${A} ${B} M`,
      '\0',
      '\n',
      ':',
      '::',
      ' ',
      A,
      '160000',
      'M',
      'x',
      '\xe9',
    )
    const almost = fc.array(pieces, { maxLength: 40 }).map((list) => new Uint8Array(bytes(list.join(''))))
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), almost), (output) => {
        expect(['nothing', 'output-unreadable']).toContain(codeOf(() => parseRawDiff(output)))
      }),
      { numRuns: 2_000 },
    )
  })

  test('of a hundred megabytes in small pieces takes linear time', () => {
    const reader = createDiffReader()
    reader.push(bytes(`${A}\0\0a@x\0`))
    const piece = Buffer.alloc(64 * 1024, 'x')
    for (let i = 0; i < 1_600; i += 1) reader.push(piece)
    reader.push(bytes(`\0\n:000000 100644 ${NONE} ${A} A\0p\0`))
    expect(reader.end()).toHaveLength(1)
  })
})

describe('fields', () => {
  test('end with NUL, and may be empty', () => {
    expect(splitFields(bytes('a\0\0b\n\0'), 'x').map(String)).toEqual(['a', '', 'b\n'])
    expect(splitFields(bytes(''), 'x')).toEqual([])
  })
})

describe('the lines for pre-push', () => {
  test('name what is sent and where to', () => {
    expect(parsePushLines(bytes(`refs/heads/x ${A} refs/heads/y ${NONE}\nHEAD ${A} refs/heads/z ${B}\n`))).toEqual([
      { localRef: 'refs/heads/x', localId: A, remoteRef: 'refs/heads/y', remoteId: NONE },
      { localRef: 'HEAD', localId: A, remoteRef: 'refs/heads/z', remoteId: B },
    ])
  })

  test('may have spaces in what was typed for the local side', () => {
    expect(parsePushLines(bytes(`:/fix of it ${A} refs/heads/y ${NONE}\n`))[0]?.localRef).toBe(':/fix of it')
  })

  test('are none where everything is up to date', () => {
    expect(parsePushLines(bytes(''))).toEqual([])
  })

  test('of any bytes are lines or unreadable', () => {
    const pieces = fc.constantFrom('refs/heads/x', A, NONE, ' ', '\n', '\0', '\xe9')
    const almost = fc.array(pieces, { maxLength: 20 }).map((list) => new Uint8Array(bytes(list.join(''))))
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), almost), (output) => {
        expect(['nothing', 'output-unreadable']).toContain(codeOf(() => parsePushLines(output)))
      }),
    )
  })

  test('hold no object where the id is all zeros, of either length', () => {
    expect([NONE, '0'.repeat(64), A].map(isZeroId)).toEqual([true, true, false])
  })
})
