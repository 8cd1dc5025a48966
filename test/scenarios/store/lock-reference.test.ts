import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '../../../src/core/time.js'
import {
  commit,
  drop,
  idsIn,
  lockOf,
  namesIn,
  openVault,
  agentlockPath,
  put,
  readText,
} from '../../support/store/lock-rig.js'
import { callPython, hasReference } from './lock-python.js'
import { callLockActor } from '../../support/fleet/actors.js'

describe.runIf(hasReference)('agents of the reference and agents of ours in one folder', () => {
  describe('a lock of ours', () => {
    it('is seen by them, and by a process that started later', async () => {
      const { folder, store } = openVault()
      const early = await callPython({ folder, agent: 'pythia' })
      await put(store, lockOf('alice', 'src/näher.ts'), lockOf('bob', 'b'))
      const late = await callPython({ folder, agent: 'delphi' })
      for (const python of [early, late]) {
        expect(await python.tell({ do: 'see', resource: 'src/näher.ts' })).toBe('alice')
        expect(await python.tell({ do: 'list' })).toEqual(['b', 'src/näher.ts'])
        expect(await python.tell({ do: 'see', resource: 'c' })).toBeNull()
      }
    })

    it('is written as they write', async () => {
      const { folder, store } = openVault()
      await put(store, lockOf('alice', 'src/näher "x"\n🚀.ts'))
      const python = await callPython({ folder, agent: 'pythia' })
      const path = agentlockPath(folder, 'src/näher "x"\n🚀.ts')
      expect(await python.tell({ do: 'is-its-own-format', path })).toBe(true)
    })

    it('is not taken, released or cleaned away by them, also when our process is dead', async () => {
      const { folder, store } = openVault()
      const actor = await callLockActor({ folder })
      await actor.tell({ do: 'put', lock: lockOf('alice', 'a') })
      await actor.kill()
      const before = readText(agentlockPath(folder, 'a'))

      const python = await callPython({ folder, agent: 'pythia' })
      expect(await python.tell({ do: 'cleanup' })).toBe(0)
      expect(await python.tell({ do: 'acquire', resource: 'a' })).toBe(false)
      expect(await python.tell({ do: 'release', resource: 'a' })).toBe(false)
      expect(readText(agentlockPath(folder, 'a'))).toBe(before)
      expect(await idsIn(store)).toEqual(['alice-a'])
    })

    it('is not taken by them when it was renewed past its first expiry', async () => {
      const { folder, store, clock } = openVault()
      const lock = lockOf('alice', 'a', { expiresAt: clock.ms + MINUTE_MS })
      await put(store, lock)
      await put(store, { ...lock, expiresAt: clock.ms + HOUR_MS })
      const python = await callPython({ folder, agent: 'pythia' })
      expect(readText(agentlockPath(folder, 'a'))).toContain('"revision": 2')
      expect(await python.tell({ do: 'acquire', resource: 'a' })).toBe(false)
    })

    it('is free for them when it is released', async () => {
      const { folder, store } = openVault()
      await put(store, lockOf('alice', 'a'))
      await drop(store, lockOf('alice', 'a'))
      const python = await callPython({ folder, agent: 'pythia' })
      expect(await python.tell({ do: 'list' })).toEqual([])
      expect(await python.tell({ do: 'acquire', resource: 'a' })).toBe(true)
      expect((await store.read()).locks).toMatchObject([{ owner: { agent: 'pythia' }, origin: 'foreign' }])
    })

    it('is taken over by them when it has expired, and theirs stays when ours is pruned', async () => {
      const { folder, store, clock } = openVault()
      clock.ms -= HOUR_MS
      await put(store, lockOf('alice', 'a', { createdAt: clock.ms, expiresAt: clock.ms + MINUTE_MS }))
      clock.ms += HOUR_MS
      const python = await callPython({ folder, agent: 'pythia' })
      expect(await python.tell({ do: 'acquire', resource: 'a' })).toBe(true)

      await commit(store, {})
      expect((await store.read()).locks).toMatchObject([{ owner: { agent: 'pythia' }, origin: 'foreign' }])
      expect(await python.tell({ do: 'see', resource: 'a' })).toBe('pythia')
    })
  })

  describe('a lock of theirs', () => {
    it('is seen by us with its scope, and not taken while its process runs', async () => {
      const { folder, store } = openVault()
      const python = await callPython({ folder, agent: 'pythia' })
      await python.tell({ do: 'acquire', resource: 'a', scope: ['src/**'] })
      const before = readText(agentlockPath(folder, 'a'))

      const [lock] = (await store.read()).locks
      expect(lock).toMatchObject({
        owner: { agent: 'pythia' },
        intent: { scope: ['src/**'] },
        process: { pid: python.pid },
        origin: 'foreign',
      })
      expect(lock?.covers.includes.length).toBeGreaterThan(1)
      expect((await put(store, lockOf('alice', 'a'))).kind).toBe('occupied')
      expect(readText(agentlockPath(folder, 'a'))).toBe(before)
      expect(await python.tell({ do: 'release', resource: 'a' })).toBe(true)
    })

    it('is free for us when they have released it', async () => {
      const { folder, store } = openVault()
      const python = await callPython({ folder, agent: 'pythia' })
      await python.tell({ do: 'acquire', resource: 'a' })
      await python.tell({ do: 'release', resource: 'a' })
      expect((await store.read()).locks).toEqual([])
      expect((await put(store, lockOf('alice', 'a'))).kind).toBe('committed')
      expect(await python.tell({ do: 'acquire', resource: 'a' })).toBe(false)
    })

    it('is taken over by us when it has expired', async () => {
      const { folder, store, clock } = openVault()
      const python = await callPython({ folder, agent: 'pythia' })
      await python.tell({ do: 'acquire', resource: 'a', ttl: 60 })
      clock.ms += HOUR_MS
      expect((await put(store, lockOf('alice', 'a', { createdAt: clock.ms }))).kind).toBe('committed')
      expect(await python.tell({ do: 'see', resource: 'a' })).toBe('alice')
      expect(await python.tell({ do: 'release', resource: 'a' })).toBe(false)
    })

    it('is taken over by us when its process has died', async () => {
      const { folder, store } = openVault()
      const python = await callPython({ folder, agent: 'pythia' })
      await python.tell({ do: 'acquire', resource: 'a' })
      await python.kill()
      expect((await put(store, lockOf('alice', 'a'))).kind).toBe('committed')
      expect(await idsIn(store)).toEqual(['alice-a'])
    })

    it('leaves nothing of ours behind where it refused us', async () => {
      const { folder, store } = openVault()
      const python = await callPython({ folder, agent: 'pythia' })
      await python.tell({ do: 'acquire', resource: 'a' })
      await put(store, lockOf('alice', 'a'), lockOf('alice', 'b'))
      expect(existsSync(agentlockPath(folder, 'b'))).toBe(false)
      expect(namesIn(folder, '.holdfast', 'tmp')).toEqual([])
      expect(await python.tell({ do: 'acquire', resource: 'b' })).toBe(true)
    })
  })
})
