import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { ProblemError } from '../../../src/core/problems/problem.js'
import { HOUR_MS } from '../../../src/core/time.js'
import type { Disk } from '../../../src/disk/disk.js'
import type { LockStore } from '../../../src/store/lock-store.js'
import { transact } from '../../../src/store/transact.js'
import { commit, drop, generations, lockOf, openVault, agentlockPath, put, type Vault } from './lock-rig.js'

/** What alice does to a store in which bob holds a lock, while something goes wrong. */
export interface Deed {
  readonly name: string
  /** Whether alice holds her lock before. */
  readonly isHeldBefore: boolean
  readonly act: (store: LockStore) => Promise<unknown>
}

export const alices = lockOf('alice', 'a')
const bobs = lockOf('bob', 'b')
export const renewed = { ...alices, expiresAt: alices.expiresAt + HOUR_MS }

export const DEEDS: readonly Deed[] = [
  { name: 'acquire', isHeldBefore: false, act: (store) => write(store, { put: [alices], drop: [] }) },
  { name: 'renew', isHeldBefore: true, act: (store) => write(store, { put: [renewed], drop: [] }) },
  { name: 'release', isHeldBefore: true, act: (store) => write(store, { put: [], drop: [alices.id] }) },
]

/** A store to copy: a little before a block of revisions begins, so that the deed sweeps, too. */
export async function prepare(deed: Deed, disk?: Disk): Promise<string> {
  const vault = openVault(disk)
  for (let revision = 1; revision < 22; revision += 1) await commit(vault.store, {})
  await put(vault.store, bobs)
  await (deed.isHeldBefore ? put(vault.store, alices) : commit(vault.store, {}))
  // One table to sweep and the two newest: what lies between is never read, and would be copied hundreds of times.
  for (const name of generations(vault.folder).slice(1, -2))
    rmSync(join(vault.folder, '.holdfast', 'gen', name), { recursive: true })
  return vault.folder
}

export type Result = 'done' | 'refused' | 'unknown' | 'died'

export async function resultOf(call: Promise<unknown>): Promise<Result> {
  try {
    await call
    return 'done'
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    expect(error.problem.area).toBe('store')
    return error.problem.code === 'outcome-unknown' ? 'unknown' : 'refused'
  }
}

/** Nothing is lost, nothing is said that is not so, nothing is stuck. */
export async function expectSound({ folder, reopen }: Vault, deed: Deed, result: Result): Promise<void> {
  const { locks, unreadable } = await reopen().read()
  const found = locks.find((lock) => lock.id === alices.id)
  const state = found === undefined ? 'free' : found.expiresAt === renewed.expiresAt ? 'renewed' : 'held'
  const before = deed.isHeldBefore ? 'held' : 'free'
  const after = { acquire: 'held', renew: 'renewed', release: 'free' }[deed.name]
  expect(unreadable).toEqual([])
  expect(locks.find((lock) => lock.id === bobs.id)).toMatchObject({ origin: 'holdfast', expiresAt: bobs.expiresAt })
  expect(existsSync(agentlockPath(folder, 'b'))).toBe(true)
  if (result === 'done') expect(state).toBe(after)
  if (result === 'refused') expect(state).toBe(before)
  expect([before, after]).toContain(state)
  if (result === 'done' && state !== 'free') expect(existsSync(agentlockPath(folder, 'a'))).toBe(true)
  const next = state === 'free' ? put(reopen(), lockOf('carol', 'a')) : drop(reopen(), alices)
  expect((await next).kind).toBe('committed')
  expect(existsSync(agentlockPath(folder, 'a'))).toBe(state === 'free')
}

function write(store: LockStore, change: Parameters<LockStore['commit']>[1]): Promise<unknown> {
  return transact(store, () => ({ kind: 'write', change, result: null }))
}
