import { afterEach, beforeEach, expect, it } from 'vitest'
import { openHoldfast } from '../../../src/app/library/holdfast.js'
import { lockingOf } from '../../../src/app/locks/locking.js'
import { lockPaths } from '../../../src/app/locks/lock-paths.js'
import { transferLock } from '../../../src/app/locks/transfer-lock.js'
import { openWorkspace } from '../../../src/app/workspace/workspace.js'
import type { AgentName } from '../../../src/core/agent-name.js'
import { createFleet, type Fleet } from '../../support/fleet.js'

let fleet: Fleet
beforeEach(() => {
  fleet = createFleet({ init: false })
})
afterEach(() => fleet.remove())

it('gives locks with the fencing token that the store shows, however they were written', async () => {
  const alice = await openHoldfast({ cwd: fleet.top, agent: 'alice' })
  const taken = await alice.acquire(['docs', 'src'])
  expect(taken).toEqual({ acquired: true, locks: await alice.listLocks() })
  expect(await alice.renew([], 600_000)).toEqual(await alice.listLocks())

  const workspace = await openWorkspace({ cwd: fleet.top, environment: process.env, agent: 'alice' })
  const locking = lockingOf(workspace)
  const handed = await transferLock(locking, 'docs', 'bob' as AgentName)
  expect(await alice.listLocks()).toContainEqual(handed)
  const intent = { action: 'WRITE', description: '', priority: 5, ttlMs: 300_000 } as const
  const request = { ...intent, resources: ['lib'], scope: [], literal: false, pid: null, waitMs: 1_000 }
  const { locks, before } = await lockPaths(workspace, locking, request)
  expect(await alice.listLocks()).toEqual(expect.arrayContaining([...locks]))
  expect(before.locks).toHaveLength(2)
})
