import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SECOND_MS } from '../../../src/core/time.js'
import { openFileLockStore } from '../../../src/store/file/locks/file-lock-store.js'
import { findViolations, type Hold } from '../../../torture/holds.js'
import { lockOf, makeFolder, namesIn, writeForeign } from '../../support/store/lock-rig.js'
import { callLockActor } from '../../support/fleet/actors.js'

const PROCESSES = 8

describe('eight processes on overlapping locks, some of which die with theirs', () => {
  it('never hold the same path at the same time', async () => {
    const folder = join(makeFolder(), 'locks')
    const holds = await race(folder, 'files', 30)
    expect(holds).toHaveLength(PROCESSES * 30)
    expect(findViolations(holds)).toEqual([])

    const store = openFileLockStore({ folder, now: Date.now })
    const { locks, revision, unreadable } = await store.read()
    expect(revision).toBeGreaterThan(holds.length)
    expect(unreadable).toEqual([])
    // What is left was left by the dead: every other one was released, and its file with it.
    expect(locks.every((lock) => lock.expiresAt - lock.createdAt < 1_000)).toBe(true)
    expect(namesIn(folder).filter((name) => name.endsWith('.agent_lock')).length).toBeLessThanOrEqual(locks.length)
    expect(namesIn(folder, '.holdfast', 'tmp')).toEqual([])
  })

  it('take over a dead lock of another program one at a time', async () => {
    const folder = join(makeFolder(), 'locks')
    mkdirSync(folder)
    const resources = Array.from({ length: 25 }, (_, index) => `dead-${index}`)
    for (const resource of resources) writeForeign(folder, 'pythia', resource, Date.now() - SECOND_MS)
    const actors = await Promise.all(Array.from({ length: PROCESSES }, () => callLockActor({ folder })))
    const taken = await Promise.all(
      actors.map((actor, index) => {
        const locks = resources.map((resource) => lockOf(`agent-${index}`, resource))
        return actor.tell<readonly string[]>({ do: 'take-each', locks })
      }),
    )
    expect(taken.flatMap((won) => won ?? []).sort()).toEqual([...resources].sort())
  })

  it('are caught at it by the same check where the store is a naive one', async () => {
    const holds: Hold[] = []
    while (findViolations(holds).length === 0 && holds.length < 50_000) {
      holds.push(...(await race(join(makeFolder(), 'locks'), 'naive', 40)))
    }
    expect(findViolations(holds).length).toBeGreaterThan(0)
  })
})

async function race(folder: string, store: 'files' | 'naive', rounds: number): Promise<readonly Hold[]> {
  const actors = await Promise.all(Array.from({ length: PROCESSES }, () => callLockActor({ folder })))
  const results = await Promise.all(
    actors.map((actor, index) => actor.tell<readonly Hold[]>({ do: 'hammer', agent: `agent-${index}`, rounds, store })),
  )
  return results.flatMap((holds) => {
    if (holds === null) throw new Error('an actor died')
    return holds
  })
}
