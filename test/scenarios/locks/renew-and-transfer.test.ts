import { spawn } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFleet, type Fleet, type Shell } from '../../support/fleet.js'

let fleet: Fleet
let alice: Shell
let bob: Shell

beforeAll(() => {
  fleet = createFleet()
  alice = fleet.as('alice')
  bob = fleet.as('bob')
})
afterAll(() => fleet.remove())

describe('renewal and transfer', () => {
  it('of a lock that has expired end with 1 and say so', async () => {
    const child = spawn('sleep', ['100'])
    alice.holdfast('lock', 'src', '--pid', String(child.pid))
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill()
    await ended
    const before = fleet.mailOf('bob').filter(({ payload }) => payload.kind === 'transfer')
    for (const args of [
      ['transfer', 'src', 'bob'],
      ['renew', 'src'],
    ]) {
      const refused = alice.holdfast(...args)
      expect(refused.exitCode).toBe(1)
      expect(refused.stderr).toContain('The lock on "src" has expired')
    }
    expect(fleet.mailOf('bob').filter(({ payload }) => payload.kind === 'transfer')).toEqual(before)
  })

  it('hand a lock of one session to every session of the other agent', () => {
    const env = { HOLDFAST_OWNERSHIP: 'session', HOLDFAST_SESSION: 's1' }
    const run = (shell: Shell, ...args: string[]): number => shell.run('git-holdfast', args, { env }).exitCode
    expect(run(alice, 'lock', 'handed')).toBe(0)
    expect(run(alice, 'transfer', 'handed', 'bob')).toBe(0)
    expect(run(bob, 'check', 'handed')).toBe(0)
    expect(run(bob, 'renew', 'handed')).toBe(0)
    expect(run(bob, 'unlock', 'handed')).toBe(0)
  })
})
