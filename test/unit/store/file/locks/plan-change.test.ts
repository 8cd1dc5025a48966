import { expect, it } from 'vitest'
import { lockOf, openVault, put, waiterOf, commit } from '../../../../support/store/lock-rig.js'
import type { Lock, Waiter } from '../../../../../src/core/locks/lock.js'

const given = (fields: object): Partial<Lock> => fields
const intent = lockOf('bob', 'b').intent

it.each([
  ['an action that is none', given({ intent: { ...intent, action: 'write' } })],
  ['a priority that is no number', given({ intent: { ...intent, priority: Number.NaN } })],
  ['a description that is no text', given({ intent: { ...intent, description: 42 } })],
  ['a session that is no text', given({ owner: { ...lockOf('bob', 'b').owner, session: 7 } })],
  ['an expiry that is no number', given({ expiresAt: Number.NaN })],
])('a lock with %s is not written, and the table stays readable', async (_, more) => {
  const { store, reopen } = openVault()
  await put(store, lockOf('alice', 'a'))
  await expect(put(store, lockOf('bob', 'b', more))).rejects.toThrow(/cannot hold/)
  expect((await reopen().read()).locks.map((lock) => lock.id)).toEqual(['alice-a'])
})

it('a waiter that could not be read again is not written', async () => {
  const { store, reopen } = openVault()
  const more: object = { priority: 'high' }
  await expect(commit(store, { putWaiters: [waiterOf('bob', 'b', more as Partial<Waiter>)] })).rejects.toThrow(
    /cannot hold/,
  )
  expect((await reopen().read()).waiters).toEqual([])
})
