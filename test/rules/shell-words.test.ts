import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { shellWord } from '../../src/core/quote.js'

describe('a shell word', () => {
  it('is read back by sh as it was', () => {
    const texts = ['plain/path.ts', "it's", '$(touch x)', '`id`', 'a b', '*', '"', '\\', '!', ';rm -rf', '']
    const script = texts.map((text) => `printf '%s\\n' ${shellWord(text)}`).join('\n')
    expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\n').slice(0, -1)).toEqual(texts)
  })
})
