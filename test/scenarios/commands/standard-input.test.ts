import { afterEach, beforeEach, expect, it } from 'vitest'
import { createFleet, type Fleet } from '../../support/fleet.js'

let fleet: Fleet
beforeEach(() => {
  fleet = createFleet()
})
afterEach(() => fleet.remove())

it('a command reads no more than 64 MiB from standard input, and says so', () => {
  const input = 'free\n'.repeat(14_000_000)
  const refused = fleet.as('bob').run('git-holdfast', ['check', '--stdin'], { input })
  expect(refused.exitCode).toBe(2)
  expect(refused.stderr).toMatch(/^Standard input has \d+ characters; at most 67108864 fit\./m)
})
