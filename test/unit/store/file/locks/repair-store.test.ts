import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Pattern } from '../../../../../src/core/patterns/pattern.js'
import { HOUR_MS } from '../../../../../src/core/time.js'
import { openGenerationChain } from '../../../../../src/store/file/generations/chain.js'
import { nodeDisk } from '../../../../../src/disk/node-disk.js'
import {
  commit,
  diskWithoutLinks,
  drop,
  generations,
  idsIn,
  lockOf,
  namesIn,
  openVault,
  problemOf,
  agentlockPath,
  put,
  readText,
  slot,
  writeForeign,
} from '../../../../support/store/lock-rig.js'

describe.each([
  ['with hard links', nodeDisk],
  ['without hard links', diskWithoutLinks],
])('repairing a store on a disk %s', (_, disk) => {
  it('goes on from the newest table that can be read, with the locks that only their files still show', async () => {
    const { folder, store, reopen } = openVault(disk)
    await put(store, lockOf('alice', 'a'))
    const carols = lockOf('carol', 'c', {
      process: { pid: 7, startTime: '1', bootId: 'b', pidNamespace: 'n', host: 'h' },
    })
    await put(store, lockOf('bob', 'b'), carols)
    rmSync(slot(folder, 2), { recursive: true })
    writeFileSync(slot(folder, 2), '{"holders":')

    const [moved, ...others] = await reopen().repair()
    expect(others).toEqual([])
    expect(readText(moved ?? '')).toBe('{"holders":')
    expect(await idsIn(reopen())).toEqual(['alice-a', 'bob-b', 'carol-c'])
    expect((await reopen().read()).locks.find((lock) => lock.id === carols.id)).toEqual({ ...carols, revision: 2 })
    expect((await drop(reopen(), lockOf('bob', 'b'))).kind).toBe('committed')
    expect(await idsIn(reopen())).toEqual(['alice-a', 'carol-c'])
  })

  it('keeps what was renewed, handed over or widened after the newest table that can be read', async () => {
    const { folder, store, reopen, clock } = openVault(disk)
    await put(store, lockOf('alice', 'a'), lockOf('bob', 'b'), lockOf('carol', 'c'))
    const renewed = lockOf('alice', 'a', { expiresAt: clock.ms + 5 * HOUR_MS })
    const handedOver = { ...lockOf('dave', 'b'), id: lockOf('bob', 'b').id }
    const covers = { includes: ['c' as Pattern, 'docs/**' as Pattern], excludes: [] }
    await put(store, renewed, handedOver, lockOf('carol', 'c', { covers }))
    rmSync(slot(folder, 2), { recursive: true })
    writeFileSync(slot(folder, 2), '{"holders":')

    await reopen().repair()
    const { locks } = await reopen().read()
    expect(locks).toHaveLength(3)
    expect(locks.find((lock) => lock.id === renewed.id)?.expiresAt).toBe(renewed.expiresAt)
    expect(locks.find((lock) => lock.id === handedOver.id)?.owner.agent).toBe('dave')
    expect(locks.find((lock) => lock.owner.agent === 'carol')?.covers).toEqual(covers)
  })

  it('lets no writer go on from before it', async () => {
    const { folder, store, reopen } = openVault(disk)
    await put(store, lockOf('alice', 'a'))
    const base = await store.read()
    writeFileSync(slot(folder, 2), '')
    await reopen().repair()
    expect((await store.commit(base, { put: [lockOf('bob', 'b')], drop: [] })).kind).toBe('unknown')
    expect(await idsIn(reopen())).toEqual(['alice-a'])
  })
})

describe('repairing a store', () => {
  it('leaves a record that its program has opened and writes while the repair runs', async () => {
    const { folder, store, clock } = openVault()
    await put(store, lockOf('alice', 'a'))
    writeFileSync(agentlockPath(folder, 'b'), '')
    const repaired = store.repair()
    writeForeign(folder, 'pythia', 'b', clock.ms + HOUR_MS)
    expect(await repaired).toEqual([])
    expect(await idsIn(store)).toEqual(['alice-a', 'foreign-pythia'])
  })

  it('moves records of other programs aside that cannot be read, and no others', async () => {
    const { folder, store, clock } = openVault()
    await put(store, lockOf('alice', 'a'))
    const good = writeForeign(folder, 'pythia', 'b', clock.ms + HOUR_MS)
    writeFileSync(agentlockPath(folder, 'c'), 'half of a rec')
    utimesSync(agentlockPath(folder, 'c'), 0, 0)
    mkdirSync(agentlockPath(folder, 'd'))
    symlinkSync('/etc/hostname', agentlockPath(folder, 'e'))

    expect(await store.repair()).toHaveLength(3)
    expect(namesIn(folder, '.holdfast', 'broken')).toHaveLength(3)
    expect(readText(good)).toContain('pythia')
    expect(await store.read()).toMatchObject({ unreadable: [], locks: [{ id: 'alice-a' }, { id: 'foreign-pythia' }] })
    expect((await put(store, lockOf('bob', 'c'))).kind).toBe('committed')
  })

  it('finds nothing to do in a sound store, and in none', async () => {
    const { folder, store } = openVault()
    expect(await store.repair()).toEqual([])
    expect(namesIn(folder, '..')).toEqual([])
    await put(store, lockOf('alice', 'a'))
    expect(await store.repair()).toEqual([])
    expect(generations(folder)).toEqual(['000000000001'])
  })

  it('moves a planted table of the far future aside and keeps all that is known', async () => {
    const { folder, store, reopen } = openVault()
    for (let turn = 0; turn < 10; turn += 1) await put(store, lockOf('alice', `a${turn}`))
    writeFileSync(slot(folder, 999_999_999_999), 'x')
    expect(await problemOf(reopen().read())).toMatchObject({ code: 'state-unreadable' })
    expect(await reopen().repair()).toHaveLength(1)
    expect((await reopen().read()).locks).toHaveLength(10)
    expect((await reopen().read()).revision).toBe(10)
  })

  it('finds the locks in their files where every table is gone', async () => {
    const { folder, store, reopen } = openVault()
    for (let turn = 0; turn < 25; turn += 1) await commit(store, {})
    await put(store, lockOf('alice', 'a'))
    rmSync(join(folder, '.holdfast', 'gen'), { recursive: true })
    expect(await problemOf(reopen().read())).toMatchObject({ code: 'state-unreadable' })
    await reopen().repair()
    expect(await idsIn(reopen())).toEqual(['alice-a'])
    expect((await reopen().read()).locks[0]?.origin).toBe('holdfast')
    expect((await put(reopen(), lockOf('bob', 'b'))).kind).toBe('committed')
  })

  it('can be done by several at once', async () => {
    const { folder, store, reopen } = openVault()
    await put(store, lockOf('alice', 'a'))
    writeFileSync(slot(folder, 2), 'x')
    const chain = openGenerationChain({
      root: folder,
      disk: nodeDisk,
      now: Date.now,
      randomId: () => 'other',
      isGone: () => false,
    })
    const slow = {
      ...nodeDisk,
      linkNew: (source: string, target: string) => {
        chain.commit({ revision: 8, token: 'other', rows: [], waiters: [] })
        return nodeDisk.linkNew(source, target)
      },
    }
    await reopen(slow).repair()
    expect((await reopen().read()).revision).toBe(8)
  })

  it('leaves the table of a newer version alone', async () => {
    const { folder, store, reopen } = openVault()
    await put(store, lockOf('alice', 'a'))
    const text = '{"schemaVersion":"2.0"}'
    writeFileSync(slot(folder, 2), text)
    expect(await problemOf(reopen().repair())).toMatchObject({ code: 'state-newer' })
    expect(readText(slot(folder, 2))).toBe(text)
  })

  it('is refused where a folder of the store is a link', async () => {
    const { folder, store } = openVault()
    await put(store, lockOf('alice', 'a'))
    symlinkSync('/', join(folder, '.holdfast', 'broken'))
    writeFileSync(agentlockPath(folder, 'c'), 'half of a rec')
    expect(await problemOf(store.repair())).toMatchObject({ code: 'path-planted' })
  })
})
