import { describe, expect, it } from 'vitest'
import { isSameAgent, parseAgentName, toAgentName } from '../../../src/core/agent-name.js'

describe('an agent name', () => {
  it.each(['a', 'Alice', 'claude-1f3a', '0.x_y-z', 'a'.repeat(64)])('%s is taken', (name) => {
    expect(parseAgentName(name, 'here')).toEqual({ ok: true, value: name })
  })

  it.each(['', '.', '..', '-a', '_a', 'a/b', 'a\\b', '../x', 'a b', 'a\n', 'a\0', 'é', 'a'.repeat(65), 'a\u202eb'])(
    '%j is refused',
    (name) => {
      expect(parseAgentName(name, 'here')).toMatchObject({
        ok: false,
        problem: { code: 'name-refused', name, from: 'here' },
      })
    },
  )

  it('compares without case', () => {
    expect(isSameAgent('VSCode', 'vscode')).toBe(true)
    expect(isSameAgent('alice', 'alicia')).toBe(false)
  })
})

describe('toAgentName', () => {
  it.each([
    ['Ada Lovelace', 'ada-lovelace'],
    ['  Zoë Ñandú ', 'zoe-nandu'],
    ['../../etc', 'etc'],
    ['x'.repeat(80), 'x'.repeat(64)],
  ])('makes %j into %s', (text, name) => expect(toAgentName(text)).toBe(name))

  it.each(['', '---', '李'])('gives nothing for %j', (text) => expect(toAgentName(text)).toBeNull())
})
