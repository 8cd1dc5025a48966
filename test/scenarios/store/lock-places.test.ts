import { chmodSync, readdirSync, statSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '../../../src/core/time.js'
import { openFileLockStore } from '../../../src/store/file/locks/file-lock-store.js'
import type { LockSnapshot } from '../../../src/store/lock-store.js'
import {
  idsIn,
  lockOf,
  namesIn,
  openVault,
  agentlockPath,
  put,
  readText,
  writeForeign,
} from '../../support/store/lock-rig.js'
import { callLockActor } from '../../support/fleet/actors.js'

/** Root may write anywhere: as root, such a test needs another account. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

describe('a store in a folder that may only be read', () => {
  it('is read in full, and a write is refused with the reason', async () => {
    const { folder, store, clock } = openVault()
    await put(store, lockOf('alice', 'a'))
    writeForeign(folder, 'pythia', 'b', clock.ms + HOUR_MS)
    forbidWriting(dirname(folder))
    const actor = await callLockActor({ folder }, NOBODY)

    expect(await actor.tell({ do: 'read' })).toEqual(await store.read())
    const before = namesIn(folder)
    expect(await actor.tell({ do: 'put', lock: lockOf('bob', 'b2') })).toMatchObject({
      area: 'store',
      code: 'disk-refuses',
      errno: 'EACCES',
    })
    expect(namesIn(folder)).toEqual(before)
    permitWriting(dirname(folder))
  })
})

describe.each(['Asia/Tokyo', 'America/New_York', 'UTC'])('a process in the time zone %s', (TZ) => {
  it('reads and writes the same moments', async () => {
    const { folder, store } = openVault()
    const expiresAt = Date.UTC(2098, 5, 15, 12, 0, 0)
    await put(store, lockOf('alice', 'a', { expiresAt }))
    writeForeign(folder, 'pythia', 'b', expiresAt)
    const actor = await callLockActor({ folder }, { env: { ...process.env, TZ } })

    const { locks } = (await actor.tell<LockSnapshot>({ do: 'read' }))!
    expect(locks.map((lock) => lock.expiresAt)).toEqual([expiresAt, expiresAt])
    await actor.tell({ do: 'put', lock: lockOf('bob', 'c', { createdAt: Date.UTC(2026, 10, 1, 1, 2, 3), expiresAt }) })
    expect(JSON.parse(readText(agentlockPath(folder, 'c')))).toMatchObject({
      createdTimestamp: '2026-11-01T01:02:03Z',
      expiryTimestamp: '2098-06-15T12:00:00Z',
    })
  })
})

describe('a clock that is an hour off', () => {
  it('loses nobody their lock where it is behind', async () => {
    const { store, clock } = openVault()
    await put(store, lockOf('alice', 'a', { expiresAt: clock.ms + MINUTE_MS }))
    clock.ms -= HOUR_MS
    expect((await put(store, lockOf('bob', 'b', { createdAt: clock.ms }))).kind).toBe('committed')
    expect(await idsIn(store)).toEqual(['alice-a', 'bob-b'])
  })

  it('still gives every revision once, and lets no writer act on an old table', async () => {
    const { store, clock, reopen } = openVault()
    const base = await store.read()
    clock.ms += HOUR_MS
    expect(await put(reopen(), lockOf('bob', 'b', { createdAt: clock.ms }))).toEqual({ kind: 'committed', revision: 1 })
    clock.ms -= 2 * HOUR_MS
    expect((await store.commit(base, { put: [lockOf('alice', 'a')], drop: [] })).kind).toBe('conflict')
    expect(await put(store, lockOf('alice', 'a'))).toEqual({ kind: 'committed', revision: 2 })
  })
})

describe('a folder of locks that is reached through a link', () => {
  it('is the same store', async () => {
    const { folder, store } = openVault()
    await put(store, lockOf('alice', 'a'))
    const link = join(dirname(folder), 'link')
    symlinkSync(folder, link)
    const linked = openFileLockStore({ folder: link, now: Date.now })
    await put(linked, lockOf('bob', 'b'))
    expect(await idsIn(store)).toEqual(['alice-a', 'bob-b'])
  })
})

function forbidWriting(folder: string): void {
  setModes(folder, 0o555, 0o444)
}

/** So that the folder can be taken away after the test. */
function permitWriting(folder: string): void {
  setModes(folder, 0o755, 0o644)
}

function setModes(path: string, folderMode: number, fileMode: number): void {
  const isFolder = statSync(path).isDirectory()
  chmodSync(path, isFolder ? 0o755 : fileMode)
  if (!isFolder) return
  for (const name of readdirSync(path)) setModes(join(path, name), folderMode, fileMode)
  chmodSync(path, folderMode)
}
