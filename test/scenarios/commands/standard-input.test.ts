import { afterEach, beforeEach, expect, it } from 'vitest'
import { createFleet, type Fleet } from '../../support/fleet.js'

let fleet: Fleet
beforeEach(() => {
  fleet = createFleet()
})
afterEach(() => fleet.remove())

it('a command reads no more than 64 MiB from standard input, be it without an end', () => {
  const refused = fleet.as('bob').run('sh', ['-c', 'yes free | git-holdfast check --stdin'])
  expect(refused.exitCode).toBe(2)
  expect(refused.stderr).toMatch(/Standard input has \d+ characters; at most 67108864 fit\./)
})
