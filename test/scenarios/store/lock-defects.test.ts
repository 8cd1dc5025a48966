import { closeSync, existsSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { describe, expect, it } from 'vitest'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/core/time.js'
import type { LockSnapshot } from '../../../src/store/lock-store.js'
import { nodeDisk } from '../../../src/disk/node-disk.js'
import { wrapDisk } from '../../support/store/mail-disk.js'
import {
  foreignText,
  idsIn,
  lockOf,
  openVault,
  agentlockPath,
  put,
  readText,
  writeForeign,
} from '../../support/store/lock-rig.js'
import { callLockActor } from '../../support/fleet/actors.js'

/** What goes wrong in the reference, one by one: none of it may go wrong here. */
describe('a known defect of the protocol that is not ours:', () => {
  it('a lock that is half written is neither free nor removed, and counts once it is whole', async () => {
    const { folder, store, clock } = openVault()
    await put(store, lockOf('alice', 'a'))
    const path = agentlockPath(folder, 'b')
    const text = foreignText('pythia', 'b', clock.ms + HOUR_MS)
    const file = openSync(path, 'wx')
    expect(await put(store, lockOf('alice', 'b'))).toEqual({ kind: 'occupied', path })
    writeSync(file, text.slice(0, 100))
    expect((await store.read()).unreadable).toMatchObject([{ path }])
    expect(await put(store, lockOf('alice', 'b'))).toEqual({ kind: 'occupied', path })
    writeSync(file, text.slice(100))
    closeSync(file)
    expect(await idsIn(store)).toEqual(['alice-a', 'foreign-pythia'])
    expect(readText(path)).toBe(text)
  })

  it('a lock of ours is never seen half written', async () => {
    const { folder, reopen } = openVault()
    const path = agentlockPath(folder, 'a')
    let looks = 0
    const disk = wrapDisk(nodeDisk, (_, operate) => {
      const result = operate()
      if (existsSync(path)) looks += JSON.parse(readText(path)) === null ? 0 : 1
      return result
    })
    const lock = lockOf('alice', 'a')
    await put(reopen(disk), lock)
    await put(reopen(disk), { ...lock, expiresAt: lock.expiresAt + HOUR_MS })
    expect(looks).toBeGreaterThan(20)
  })

  it('two that take over one stale lock do not both have it', async () => {
    const { folder, store, clock, reopen } = openVault()
    mkdirSync(folder)
    writeForeign(folder, 'pythia', 'a', clock.ms - MINUTE_MS)
    const [first, second] = [store, reopen()]
    const bases = [await first.read(), await second.read()] as const
    const outcomes = [
      await first.commit(bases[0], { put: [lockOf('alice', 'a')], drop: [] }),
      await second.commit(bases[1], { put: [lockOf('bob', 'a')], drop: [] }),
    ]
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(['committed', 'conflict'])
    expect(await idsIn(store)).toEqual(['alice-a'])
    expect(readText(agentlockPath(folder, 'a'))).toContain('alice-a')
  })

  it.each(['Asia/Tokyo', 'America/New_York'])('an expiry in UTC is not read as one in %s', async (TZ) => {
    const { folder } = openVault()
    mkdirSync(folder)
    const expiresAt = Math.floor(Date.now() / SECOND_MS) * SECOND_MS + MINUTE_MS
    writeForeign(folder, 'pythia', 'a', expiresAt)
    const actor = await callLockActor({ folder }, { env: { ...process.env, TZ } })
    expect((await actor.tell<LockSnapshot>({ do: 'read' }))?.locks).toMatchObject([{ expiresAt }])
    expect(await actor.tell({ do: 'put', lock: lockOf('alice', 'a') })).toMatchObject({ code: 'resource-occupied' })
  })

  it('a lock of another host does not die because no process here has its number', async () => {
    const { folder, store, clock } = openVault()
    await put(store, lockOf('alice', 'a'))
    const actor = await callLockActor({ folder })
    await actor.kill()
    writeForeign(folder, 'pythia', 'b', clock.ms + HOUR_MS, { pid: actor.pid, host: `not-${hostname()}` })
    expect((await put(store, lockOf('bob', 'b'))).kind).toBe('occupied')

    writeForeign(folder, 'pythia', 'b', clock.ms + HOUR_MS, { pid: actor.pid, host: hostname() })
    expect((await put(store, lockOf('bob', 'b'))).kind).toBe('committed')
  })

  it('a scope is part of what a lock covers', async () => {
    const { folder, store, clock } = openVault()
    mkdirSync(folder)
    const text = foreignText('pythia', 'a', clock.ms + HOUR_MS)
      .replace('"scope":[]', '"scope":["lib/**"]')
      .replace('"scope": []', '"scope": ["lib/**"]')
    nodeDisk.writeNew(agentlockPath(folder, 'a'), Buffer.from(text))
    const [lock] = (await store.read()).locks
    expect(lock?.intent.scope).toEqual(['lib/**'])
    expect(lock?.covers.includes.some((pattern) => pattern.startsWith('lib'))).toBe(true)
  })
})
