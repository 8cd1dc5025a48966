import { beforeAll, describe, expect, it } from 'vitest'
import type { AcquireOptions } from '../../../src/app/library/given-options.js'
import { openHoldfast, type Holdfast } from '../../../src/app/library/holdfast.js'
import { problemOf } from '../../support/problem-of.js'
import { createRepository, type TestRepository } from '../../support/repository.js'

let repository: TestRepository
let alice: Holdfast

beforeAll(async () => {
  repository = createRepository()
  alice = await openHoldfast({ cwd: repository.top, agent: 'alice' })
})

const refusal = { area: 'usage', code: 'command-line' }

describe('the library', () => {
  it.each([
    { action: 'write' },
    { action: null },
    { priority: Number.NaN },
    { priority: '5' },
    { priority: 10 },
    { description: null },
    { description: 'x'.repeat(100_001) },
    { ttlMs: Number.NaN },
    { ttlMs: '60000' },
    { pid: '1' },
    { literal: 'yes' },
    { scope: 'docs/**' },
    { maxRetries: 'often' },
  ])('refuses %j before anything is written', async (given: object) => {
    expect(await problemOf(() => alice.acquire('src', given as AcquireOptions))).toMatchObject(refusal)
    expect(await alice.listLocks()).toEqual([])
  })

  it('refuses a session that is no text', async () => {
    const given: object = { cwd: repository.top, agent: 'alice', session: 7 }
    expect(await problemOf(() => openHoldfast(given))).toMatchObject(refusal)
  })

  it.each(['text', null, ['x']])('refuses %j as a payload, which nobody could receive', async (given: unknown) => {
    expect(await problemOf(() => alice.send('bob', given as never))).toMatchObject(refusal)
    expect(await problemOf(() => alice.broadcast(given as never))).toMatchObject(refusal)
  })

  it('takes one path for a list of one', async () => {
    await alice.acquire('top.md')
    const bob = await openHoldfast({ cwd: repository.top, agent: 'bob' })
    expect((await bob.check('top.md')).verdict).toBe('refused')
    expect(await alice.renew('top.md')).toHaveLength(1)
    expect(await alice.release('top.md')).toBe(true)
  })

  it('takes several spellings of one resource for one lock', async () => {
    expect(await alice.acquire(['docs', './docs', 'docs/'])).toMatchObject({ locks: [{ resource: 'docs' }] })
    expect(await alice.release('docs')).toBe(true)
    expect(await alice.listLocks()).toEqual([])
  })
})
