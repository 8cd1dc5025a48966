import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { putBlockIn, takeBlockOut, type BlockNote } from '../../../../src/git/hooks/our-lines.js'
import { isShellHook } from '../../../../src/git/hooks/hook-files.js'

const ADDED = { kind: 'added' } as const
const BLOCK = '# >>> holdfast >>>\nguard\n# <<< holdfast <<<\n'

describe('a block', () => {
  test.each([
    ['#!/bin/sh\ntheirs\n', `#!/bin/sh\n${BLOCK}theirs\n`],
    ['#!/bin/sh\r\ntheirs\r\n', `#!/bin/sh\r\n${BLOCK}theirs\r\n`],
    ['#!/bin/sh\ntheirs', `#!/bin/sh\n${BLOCK}theirs`],
    ['#!/bin/sh', `#!/bin/sh\n${BLOCK.trimEnd()}`],
    ['theirs\n', `${BLOCK}theirs\n`],
    ['', BLOCK],
  ])('goes after the first line of %j where that is #!', (rest, text) => {
    expect(putBlockIn(rest, ADDED, 'guard')).toBe(text)
    expect(takeBlockOut(text)).toEqual({ kind: 'with', rest, note: ADDED })
  })

  test('leaves every byte around it as it was', () => {
    const notes = fc.constantFrom<BlockNote>(ADDED, { kind: 'created' }, { kind: 'original', name: 'pre-commit.2' })
    const lines = fc.array(fc.constantFrom('#!/bin/sh', '\n', '\r\n', 'x', '\xe9', '\0', '# >>> other >>>', ' '))
    const texts = fc.oneof(
      lines.map((list) => list.join('')),
      fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('latin1')),
    )
    fc.assert(
      fc.property(texts, notes, fc.constantFrom('', 'guard', 'guard\n', 'a\nb\n'), (rest, note, body) => {
        expect(takeBlockOut(putBlockIn(rest, note, body))).toEqual({ kind: 'with', rest, note })
      }),
      { numRuns: 1_000 },
    )
  })

  test('is found after an editor wrote CRLF, and twice after a merge of branches', () => {
    expect(takeBlockOut(`#!/bin/sh\r\n${BLOCK.replaceAll('\n', '\r\n')}theirs\r\n`)).toMatchObject({
      rest: '#!/bin/sh\r\ntheirs\r\n',
    })
    expect(takeBlockOut(`${BLOCK}a\n${BLOCK}b\n`)).toMatchObject({ rest: 'a\nb\n' })
  })

  test.each([
    '# >>> holdfast >>>\nguard\n',
    'guard\n# <<< holdfast <<<\n',
    `# >>> holdfast >>>\ntheir line\n${BLOCK}`,
    `${BLOCK}# <<< holdfast <<<\n`,
  ])('with a begin or end missing takes no lines away: %j', (text) => {
    expect(takeBlockOut(text)).toEqual({ kind: 'damaged' })
  })
})

describe('a shell hook', () => {
  test.each([
    '#!/bin/sh\n',
    '#!/bin/sh',
    '#! /bin/bash -e\n',
    '#!/usr/bin/env bash\n',
    '#!/usr/bin/env -S LANG=C bash -e\n',
    '#!/bin/busybox sh\n',
    '#!/usr/local/bin/dash\n',
    '#!C:/Program/sh.exe\n',
    'echo without a first line\n',
    '',
  ])('is %j', (text) => {
    expect(isShellHook(Buffer.from(text), false)).toBe(true)
  })

  test.each([
    '#!/usr/bin/env node\n',
    '#!/usr/bin/python3\n',
    '#!/bin/zsh\n',
    '#!/usr/bin/env\n',
    '#!\n',
    '\x7fELF\0\0',
    '#!/bin/sh\nexit\n\0',
  ])('is not %j', (text) => {
    expect(isShellHook(Buffer.from(text, 'latin1'), false)).toBe(false)
  })

  test('with CRLF runs on Windows alone', () => {
    expect([true, false].map((isWindows) => isShellHook(Buffer.from('#!/bin/sh\r\n'), isWindows))).toEqual([
      true,
      false,
    ])
  })
})
