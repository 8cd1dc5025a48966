import { describe, expect, it } from 'vitest'
import type { AgentName } from '../../../src/core/agent-name.js'
import type { Lock, LockId, Waiter } from '../../../src/core/locks/lock.js'
import type { Pattern } from '../../../src/core/patterns/pattern.js'
import { HOUR_MS, MINUTE_MS, type EpochMs } from '../../../src/core/time.js'
import type { CommitOutcome, LockChange, LockStore } from '../../../src/store/lock-store.js'

/** A store with nothing in it, and further doors to the same one: other processes, as far as it can tell. */
export type OpenFresh = (options: { readonly now: () => EpochMs }) => () => LockStore

const PATH = 'src/a.ts' as Pattern

/** What every engine promises, whatever it stands on. */
export function describeLockStore(engine: string, openFresh: OpenFresh): void {
  function open(): { store: LockStore; other: LockStore; clock: { ms: EpochMs } } {
    const clock = { ms: Date.now() }
    const door = openFresh({ now: () => clock.ms })
    return { store: door(), other: door(), clock }
  }

  describe(`a lock store on ${engine}`, () => {
    it('is empty and at revision 0 before anything was written', async () => {
      expect(await open().store.read()).toEqual({ revision: 0, locks: [], waiters: [], unreadable: [] })
    })

    it('shows everyone what was put, at the revision of the write', async () => {
      const { store, other } = open()
      const full = lockOf('alice', 'src/a.ts', {
        owner: { agent: 'alice' as AgentName, session: 's', host: 'h', email: 'alice@example.org' },
        intent: { action: 'REFACTOR', scope: ['lib/**', '!lib/x'], description: 'näher ✓ "quoted"\n🚀', priority: 1 },
        covers: { includes: [PATH, 'lib/**' as Pattern], excludes: ['lib/x' as Pattern] },
        process: { pid: 7, startTime: '1', bootId: 'b', pidNamespace: 'n', host: 'h' },
      })
      const plain = lockOf('bob', 'docs')

      expect(await write(store, { put: [full, plain] })).toEqual({ kind: 'committed', revision: 1 })
      expect(await other.read()).toEqual({
        revision: 1,
        locks: [
          { ...full, revision: 1 },
          { ...plain, revision: 1 },
        ],
        waiters: [],
        unreadable: [],
      })
    })

    it('replaces a lock by its id and gives it a higher revision', async () => {
      const { store, other } = open()
      const lock = lockOf('alice', 'src/a.ts')
      await write(store, { put: [lock] })
      const renewed = { ...lock, expiresAt: lock.expiresAt + HOUR_MS }

      expect(await write(store, { put: [renewed] })).toEqual({ kind: 'committed', revision: 2 })
      expect((await other.read()).locks).toEqual([{ ...renewed, revision: 2 }])
    })

    it('leaves the revision of a lock alone that others are written beside', async () => {
      const { store } = open()
      await write(store, { put: [lockOf('alice', 'a')] })
      await write(store, { put: [lockOf('bob', 'b')] })
      expect((await store.read()).locks.map((lock) => lock.revision)).toEqual([1, 2])
    })

    it('drops by id, and only that', async () => {
      const { store, other } = open()
      const lock = lockOf('alice', 'a')
      await write(store, { put: [lock, lockOf('bob', 'b')] })
      await write(other, { drop: [lock.id, 'no-such-lock' as LockId] })
      expect((await store.read()).locks.map((each) => each.resource)).toEqual(['b'])
    })

    it('puts and drops in one write', async () => {
      const { store } = open()
      const lock = lockOf('alice', 'a')
      await write(store, { put: [lock] })
      await write(store, { put: [lockOf('bob', 'b')], drop: [lock.id] })
      expect((await store.read()).locks.map((each) => each.resource)).toEqual(['b'])
    })

    it('refuses a write that was decided on an older state, and writes nothing of it', async () => {
      const { store, other } = open()
      const base = await store.read()
      await write(other, { put: [lockOf('bob', 'b')] })

      expect(await store.commit(base, { put: [lockOf('alice', 'a')], drop: [] })).toEqual({ kind: 'conflict' })
      expect((await store.read()).locks.map((lock) => lock.resource)).toEqual(['b'])
    })

    it('lets one of many win that decided on the same state', async () => {
      const { store, other } = open()
      const bases = [await store.read(), await other.read(), await store.read(), await other.read()]
      const outcomes = await Promise.all(
        bases.map((base, index) =>
          (index % 2 === 0 ? store : other).commit(base, { put: [lockOf('alice', `f${index}`)], drop: [] }),
        ),
      )
      expect(outcomes.map((outcome) => outcome.kind).sort()).toEqual(['committed', 'conflict', 'conflict', 'conflict'])
      expect((await store.read()).locks).toHaveLength(1)
    })

    it('never gives a revision twice, over many writes by several', async () => {
      const { store, other } = open()
      const revisions: number[] = []
      for (let turn = 0; turn < 20; turn += 1) {
        const outcome = await write(turn % 2 === 0 ? store : other, { put: [lockOf('alice', `f${turn}`)] })
        if (outcome.kind === 'committed') revisions.push(outcome.revision)
      }
      expect(revisions).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
      expect((await other.read()).locks).toHaveLength(20)
    })

    it('shows a lock that has expired until the next write, which prunes it', async () => {
      const { store, other, clock } = open()
      const lock = lockOf('alice', 'a', { expiresAt: clock.ms + MINUTE_MS })
      await write(store, { put: [lock] })
      clock.ms += MINUTE_MS
      expect((await other.read()).locks).toHaveLength(1)

      await write(other, { put: [lockOf('bob', 'b')] })
      expect((await store.read()).locks.map((each) => each.resource)).toEqual(['b'])
    })

    it('keeps two locks of different agents on one resource, and either one when the other goes', async () => {
      const { store, other } = open()
      const reading = { action: 'READ', scope: [], description: '', priority: 5 } as const
      const alices = lockOf('alice', 'a', { intent: reading })
      const bobs = lockOf('bob', 'a', { intent: reading })
      await write(store, { put: [alices] })
      await write(other, { put: [bobs] })
      expect((await store.read()).locks).toHaveLength(2)
      await write(other, { drop: [bobs.id] })
      expect((await store.read()).locks.map((lock) => lock.id)).toEqual([alices.id])
    })

    it('keeps, replaces, drops and prunes those who wait', async () => {
      const { store, other, clock } = open()
      const first = waiterOf('alice', clock.ms)
      const second = waiterOf('bob', clock.ms)
      const brief = { ...waiterOf('carol', clock.ms), expiresAt: clock.ms + 1 }
      await write(store, { putWaiters: [first, second, brief] })
      expect((await other.read()).waiters).toEqual([first, second, brief])

      clock.ms += 1
      const again = { ...first, expiresAt: first.expiresAt + MINUTE_MS }
      await write(other, { putWaiters: [again], dropWaiters: [second.id] })
      expect((await store.read()).waiters).toEqual([again])
    })

    describe('waiting for a change', () => {
      it('ends when another process writes', async () => {
        const { store, other } = open()
        await write(store, { put: [lockOf('alice', 'a')] })
        const since = await store.read()
        const waiting = store.waitForChange(since, 30_000)
        await write(other, { put: [lockOf('bob', 'b')] })
        await waiting
        expect((await store.read()).revision).toBe(2)
      })

      it('ends at once where somebody wrote before it began', async () => {
        const { store, other } = open()
        const since = await store.read()
        await write(other, { put: [lockOf('bob', 'b')] })
        await store.waitForChange(since, 30_000)
      })

      it('ends at the very first write to a store', async () => {
        const { store, other } = open()
        const waiting = store.waitForChange(await store.read(), 30_000)
        await write(other, { put: [lockOf('bob', 'b')] })
        await waiting
      })

      it('ends when its time is up', async () => {
        const { store } = open()
        await store.waitForChange(await store.read(), 20)
        await store.waitForChange(await store.read(), 0)
      })

      it('ends at a signal, also one that came before', async () => {
        const { store } = open()
        const stop = new AbortController()
        const waiting = store.waitForChange(await store.read(), 30_000, stop.signal)
        stop.abort()
        await waiting
        await store.waitForChange(await store.read(), 30_000, stop.signal)
      })
    })
  })
}

async function write(store: LockStore, change: Partial<LockChange>): Promise<CommitOutcome> {
  return store.commit(await store.read(), { put: [], drop: [], ...change })
}

function lockOf(agent: string, resource: string, more: Partial<Lock> = {}): Lock {
  const now = Date.now()
  return {
    id: `${agent}-${resource.replace(/\W/g, '-')}` as LockId,
    owner: { agent: agent as AgentName, session: '', host: 'host' },
    intent: { action: 'WRITE', scope: [], description: '', priority: 5 },
    resource,
    covers: { includes: [resource as Pattern], excludes: [] },
    createdAt: now,
    expiresAt: now + HOUR_MS,
    revision: 0,
    process: null,
    origin: 'holdfast',
    ...more,
  }
}

function waiterOf(agent: string, now: EpochMs): Waiter {
  const { owner, covers, resource } = lockOf(agent, 'a')
  return {
    id: `w-${agent}`,
    owner,
    action: 'WRITE',
    priority: 5,
    covers,
    resource,
    since: now,
    expiresAt: now + MINUTE_MS,
  }
}
