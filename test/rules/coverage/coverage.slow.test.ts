import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectSeen } from '../../support/seen.js'
import { COLUMNS } from './columns.js'
import { createLandscape, type Landscape } from './landscape.js'
import { OPERATIONS, type Operation } from './operations.js'

/** Each runs some processes of its own. */
const AT_ONCE = 4

let landscape: Landscape
const rows = new Map<string, Readonly<Record<string, string>> | Error>()

beforeAll(async () => {
  landscape = createLandscape()
  const waiting = [...OPERATIONS]
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) rows.set(next.key, await see(next))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
}, 600_000)
afterAll(() => landscape.remove())

async function see(operation: Operation): Promise<Readonly<Record<string, string>> | Error> {
  try {
    const cells = Object.entries(COLUMNS).map(async ([name, look]) => [name, await look(landscape, operation)] as const)
    return Object.fromEntries(await Promise.all(cells))
  } catch (error) {
    return error as Error
  }
}

describe('docs/COVERAGE.md says what happens to', () => {
  it.each(OPERATIONS.map(({ key, title }) => [title, key] as const))('%s', async (_title, key) => {
    const row = rows.get(key)!
    if (row instanceof Error) throw row
    await expectSeen('coverage', key, row)
    expect(Object.values(row).every((cell) => cell !== '')).toBe(true)
  })
})
