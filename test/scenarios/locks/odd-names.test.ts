import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createFleet, type Fleet } from '../../support/fleet.js'

let fleet: Fleet
beforeEach(() => {
  fleet = createFleet()
})
afterEach(() => fleet.remove())

it('a name behind -- is a name, whatever it begins with', () => {
  const alice = fleet.as('alice')
  expect(alice.holdfast('lock', 'docs', '--literal', '--', '-x')).toMatchObject({ exitCode: 0 })
  expect(alice.holdfast('lock', '--', '-y')).toMatchObject({ exitCode: 0 })
  expect(fleet.as('bob').holdfast('check', '--', '-y')).toMatchObject({ exitCode: 1 })
  expect(alice.holdfast('transfer', '--', '-y', 'bob')).toMatchObject({ exitCode: 0 })
  expect(fleet.as('bob').holdfast('unlock', '--', '-y')).toMatchObject({ exitCode: 0 })
  expect(alice.holdfast('lock', '--')).toMatchObject({ exitCode: 2 })
})

it('an empty HOLDFAST_LOCKS_DIR says nothing: the folder of the configuration is read', () => {
  const shared = join(fleet.folder, 'shared')
  mkdirSync(shared)
  const [alice, bob] = [fleet.as('alice'), fleet.as('bob')]
  alice.git('config', 'holdfast.locksDir', shared)
  alice.holdfast('lock', 'README.md')
  bob.write('README.md', 'over it')
  const env = { HOLDFAST_LOCKS_DIR: '', HOLDFAST_COMM_ROOT: '' }
  expect(bob.run('git-holdfast', ['check', 'README.md'], { env }).exitCode).toBe(1)
  expect(bob.run('git', ['commit', '-qam', 'x'], { env }).exitCode).toBe(1)
})
