import { unlinkSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { HOUR_MS } from '../../../../../src/core/time.js'
import { nodeDisk } from '../../../../../src/disk/node-disk.js'
import { wrapDisk } from '../../../../support/store/mail-disk.js'
import { lockOf, openVault, put, slot, writeForeign } from '../../../../support/store/lock-rig.js'

function watchers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'FSEventWrap').length
}

/** Handles are closed at the end of a turn, behind what is set for it. */
async function turnOfTheLoop(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

function countLook(looks: { count: number }, operate: () => unknown): unknown {
  looks.count += 1
  return operate()
}

describe('waiting for a change of the files', () => {
  it('ends when another program releases its lock', async () => {
    const { folder, store, clock } = openVault()
    await put(store, lockOf('alice', 'a'))
    const path = writeForeign(folder, 'pythia', 'b', clock.ms + HOUR_MS)
    const waiting = store.waitForChange(await store.read(), 30_000)
    unlinkSync(path)
    await waiting
    expect((await store.read()).locks).toHaveLength(1)
  })

  it('ends when another program takes a lock', async () => {
    const { folder, store, clock } = openVault()
    await put(store, lockOf('alice', 'a'))
    const waiting = store.waitForChange(await store.read(), 30_000)
    writeForeign(folder, 'pythia', 'b', clock.ms + HOUR_MS)
    await waiting
  })

  it('ends when the table becomes unreadable, for the next read to say so', async () => {
    const { folder, store } = openVault()
    await put(store, lockOf('alice', 'a'))
    const waiting = store.waitForChange(await store.read(), 30_000)
    writeFileSync(slot(folder, 2), '')
    await waiting
  })

  it('goes on through changes that change no lock', async () => {
    const { folder, store, reopen } = openVault()
    await put(store, lockOf('alice', 'a'))
    const looks = { count: 0 }
    const watched = reopen(wrapDisk(nodeDisk, (_, operate) => countLook(looks, operate)))
    const since = await watched.read()
    let hasEnded = false
    const waiting = watched.waitForChange(since, 120_000).then(() => (hasEnded = true))
    const before = looks.count
    writeFileSync(`${folder}/notes.txt`, 'x')
    // It is woken by the file, looks, and finds every lock as it was.
    while (looks.count === before) await turnOfTheLoop()
    await turnOfTheLoop()
    expect(hasEnded).toBe(false)
    await put(store, lockOf('bob', 'b'))
    await waiting
  })

  it('leaves no watcher behind, however it ends', async () => {
    const { store } = openVault()
    await put(store, lockOf('alice', 'a'))
    await turnOfTheLoop()
    const before = watchers()
    const since = await store.read()
    const stop = new AbortController()
    const waiting = [
      store.waitForChange(since, 5),
      store.waitForChange(since, 30_000, stop.signal),
      store.waitForChange(since, 30_000),
    ]
    stop.abort()
    await put(store, lockOf('bob', 'b'))
    await Promise.all(waiting)
    await turnOfTheLoop()
    expect(watchers()).toBe(before)
  })
})
