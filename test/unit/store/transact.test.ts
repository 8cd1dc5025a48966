import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../../src/core/problems/problem.js'
import type { CommitOutcome, LockStore } from '../../../src/store/lock-store.js'
import { transact, transactAt, type Decision } from '../../../src/store/transact.js'
import { HOUR_MS } from '../../../src/core/time.js'
import { drop, idsIn, lockOf, openVault, problemOf, put, waiterOf, writeForeign } from '../../support/store/lock-rig.js'

const alices = lockOf('alice', 'a')
const taking: Decision<string> = { kind: 'write', change: { put: [alices], drop: [] }, result: 'taken' }

/** A store that answers the first commits with something else, after or instead of what it does. */
function answering(store: LockStore, answers: readonly { does: boolean; says: CommitOutcome }[]): LockStore {
  const left = [...answers]
  return {
    ...store,
    commit: async (base, change) => {
      const answer = left.shift()
      if (answer === undefined || answer.does) {
        const outcome = await store.commit(base, change)
        return answer?.says ?? outcome
      }
      return answer.says
    },
  }
}

const unknown: CommitOutcome = { kind: 'unknown', reason: 'the disk did not say' }

describe('a transaction', () => {
  it('gives the result of what was decided and written', async () => {
    const { store } = openVault()
    expect(await transact(store, () => taking)).toBe('taken')
    expect(await idsIn(store)).toEqual(['alice-a'])
  })

  it('gives the revision that the locks have, also where it had to look for it', async () => {
    const { store } = openVault()
    const revisionOf = async (): Promise<number | undefined> => (await store.read()).locks[0]?.revision
    expect(await transactAt(store, () => taking)).toEqual({ result: 'taken', revision: await revisionOf() })
    const unsure = await transactAt(answering(store, [{ does: true, says: unknown }]), () => taking)
    expect(unsure).toEqual({ result: 'taken', revision: await revisionOf() })
    expect(await transactAt(store, () => ({ kind: 'stop', result: 'no' }))).toEqual({ result: 'no', revision: null })
  })

  it('writes nothing where the decision is to stop', async () => {
    const { store } = openVault()
    expect(await transact(store, () => ({ kind: 'stop', result: 'not now' }))).toBe('not now')
    expect((await store.read()).revision).toBe(0)
  })

  it('decides again on what others wrote meanwhile', async () => {
    const { store, reopen } = openVault()
    const seen: number[] = []
    const other = reopen()
    const busy: LockStore = {
      ...store,
      commit: async (base, change) => {
        if (seen.length < 4) await put(other, lockOf('bob', `b${seen.length}`))
        return store.commit(base, change)
      },
    }
    await transact(busy, (snapshot) => {
      seen.push(snapshot.locks.length)
      return taking
    })
    expect(seen).toEqual([0, 1, 2, 3])
  })

  it('gives up after so many defeats', async () => {
    const { store } = openVault()
    const beaten = answering(
      store,
      Array.from({ length: 9 }, () => ({ does: false, says: { kind: 'conflict' } as const })),
    )
    expect(await problemOf(transact(beaten, () => taking, 3))).toEqual({
      area: 'store',
      code: 'contended',
      attempts: 3,
    })
  })

  it('passes on what the decision throws', async () => {
    const { store } = openVault()
    await expect(
      transact(store, () => {
        throw new RangeError('mine')
      }),
    ).rejects.toThrow(RangeError)
  })

  it('is refused where another program holds the resource', async () => {
    const { folder, store, clock } = openVault()
    await put(store, lockOf('bob', 'b'))
    const path = writeForeign(folder, 'pythia', 'a', clock.ms + HOUR_MS)
    expect(await problemOf(transact(store, () => taking))).toEqual({ area: 'lock', code: 'resource-occupied', path })
  })
})

describe('a transaction of which the outcome is unknown', () => {
  it('is done where everything is there', async () => {
    const { store } = openVault()
    expect(await transact(answering(store, [{ does: true, says: unknown }]), () => taking)).toBe('taken')
    expect(await idsIn(store)).toEqual(['alice-a'])
  })

  it('is decided again where nothing is there', async () => {
    const { store } = openVault()
    let decisions = 0
    const result = await transact(answering(store, [{ does: false, says: unknown }]), () => {
      decisions += 1
      return taking
    })
    expect([result, decisions]).toEqual(['taken', 2])
    expect(await idsIn(store)).toEqual(['alice-a'])
  })

  it('is not done where the lock is there with another expiry', async () => {
    const { store } = openVault()
    await put(store, alices)
    let decisions = 0
    const renewing: Decision<null> = {
      kind: 'write',
      change: { put: [{ ...alices, expiresAt: alices.expiresAt + 1 }], drop: [] },
      result: null,
    }
    await transact(answering(store, [{ does: false, says: unknown }]), () => {
      decisions += 1
      return renewing
    })
    expect(decisions).toBe(2)
  })

  it.each([true, false])('knows a release by the lock being gone (it was done: %s)', async (does) => {
    const { store } = openVault()
    await put(store, alices)
    await transact(answering(store, [{ does, says: unknown }]), () => ({
      kind: 'write',
      change: { put: [], drop: [alices.id] },
      result: null,
    }))
    expect(await idsIn(store)).toEqual([])
  })

  it.each([true, false])('knows a waiter by its place in the queue (it was done: %s)', async (does) => {
    const { store } = openVault()
    const waiter = waiterOf('alice', 'a')
    await transact(answering(store, [{ does, says: unknown }]), () => ({
      kind: 'write',
      change: { put: [], drop: [], putWaiters: [waiter] },
      result: null,
    }))
    expect((await store.read()).waiters).toEqual([waiter])
    await transact(answering(store, [{ does, says: unknown }]), () => ({
      kind: 'write',
      change: { put: [], drop: [], dropWaiters: [waiter.id] },
      result: null,
    }))
    expect((await store.read()).waiters).toEqual([])
  })

  it('is refused where the lock is in the table and its place turns out to be taken', async () => {
    const { folder, store, clock } = openVault()
    await put(store, lockOf('bob', 'b'))
    let commits = 0
    const halfDone: LockStore = {
      ...store,
      commit: async (base, change) => {
        commits += 1
        const outcome = await store.commit(base, change)
        if (commits > 1) return outcome
        writeForeign(folder, 'pythia', 'a', clock.ms + HOUR_MS)
        return unknown
      },
    }
    expect(await problemOf(transact(halfDone, () => taking))).toMatchObject({ code: 'resource-occupied' })
  })

  it('stays unknown where it is never settled, and says what was tried', async () => {
    const { store } = openVault()
    const always = answering(
      store,
      Array.from({ length: 50 }, () => ({ does: true, says: unknown })),
    )
    const report = {
      area: 'store',
      code: 'outcome-unknown',
      action: 'write the change',
      reason: 'the disk did not say',
    }
    expect(await problemOf(transact(always, () => taking))).toEqual(report)
    await drop(store, alices)
    const never = answering(
      store,
      Array.from({ length: 50 }, () => ({ does: false, says: unknown })),
    )
    expect(await problemOf(transact(never, () => taking))).toEqual(report)
  })

  it('stays unknown where the store cannot be read after it', async () => {
    const { folder, store } = openVault()
    const breaking: LockStore = {
      ...store,
      read: async () => {
        const snapshot = await store.read()
        breaking.read = () => problem(folder)
        return snapshot
      },
      commit: async () => unknown,
    }
    expect(await problemOf(transact(breaking, () => taking))).toMatchObject({ code: 'outcome-unknown' })
  })
})

async function problem(path: string): Promise<never> {
  throw new ProblemError({ area: 'store', code: 'disk-refuses', action: 'read', path, errno: 'EIO' })
}
