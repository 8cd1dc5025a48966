import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { COMMANDS } from '../../src/cli/commands.js'
import { createFleet, type Fleet, type Shell } from '../support/fleet.js'

let fleet: Fleet
let alice: Shell
let messageId: string

beforeAll(() => {
  fleet = createFleet()
  alice = fleet.as('alice')
  messageId = fleet.as('bob').json('send', 'alice', 'hello').sent[0].id
})
afterAll(() => fleet.remove())

/** The keys of the first object that a documented shape names. */
function documentedKeys(command: string): readonly string[] {
  const shape = COMMANDS.find((spec) => spec.name === command)?.json ?? ''
  const keys: string[] = []
  let depth = 0
  for (const [, sign, key] of shape.matchAll(/([{}[\]])|(\w+)\??:/g)) {
    if (sign === '{' || sign === '[') depth += 1
    else if (sign !== undefined) depth -= 1
    else if (depth === 1 && key !== undefined) keys.push(key)
    if (depth === 0 && keys.length > 0) break
  }
  return keys
}

describe('what --json prints', () => {
  it.each([
    ['lock', ['lock', 'src']],
    ['locks', ['locks']],
    ['renew', ['renew']],
    ['transfer', ['transfer', 'src', 'bob']],
    ['unlock', ['unlock', '--all']],
    ['status', ['status']],
    ['check', ['check', 'a']],
    ['whoami', ['whoami']],
    ['send', ['send', 'bob', 'x']],
    ['inbox', ['inbox']],
    ['doctor', ['doctor']],
    ['init', ['init']],
    ['publish', ['publish']],
    ['gate', ['gate', '--base', 'HEAD']],
    ['uninstall', ['uninstall', '--dry-run']],
  ])('of %s has the documented keys and no others', (command, args) => {
    expect(Object.keys(alice.json(...args)).sort()).toEqual([...documentedKeys(command)].sort())
  })

  it('of reply and archive has them too', () => {
    expect(Object.keys(alice.json('reply', messageId, 'x'))).toEqual(documentedKeys('reply'))
    expect(Object.keys(alice.json('archive', messageId))).toEqual(documentedKeys('archive'))
  })

  it('of log is one object a line, with the documented keys', () => {
    const lines = alice.holdfast('log', '--json').stdout.trim().split('\n')
    const keys = documentedKeys('log')
    for (const line of lines) for (const key of Object.keys(JSON.parse(line) as object)) expect(keys).toContain(key)
    expect(lines.length).toBeGreaterThan(2)
  })

  it('of every command is documented, or is said not to be there', () => {
    for (const { name, json } of COMMANDS)
      expect([name, json === null]).toEqual([name, ['agent-hook', 'run', 'completion', 'mcp'].includes(name)])
  })
})
