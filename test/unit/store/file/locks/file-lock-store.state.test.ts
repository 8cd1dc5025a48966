import {
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { HOUR_MS, SECOND_MS } from '../../../../../src/core/time.js'
import { sealTable } from '../../../../../src/records/lock-table-record.js'
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
  put,
  readText,
  slot,
  type Vault,
} from '../../../../support/store/lock-rig.js'

const good = { schemaVersion: '1.0', revision: 2, token: 't', locks: [], waiters: [] }

/** What may stand where the newest table should be. */
const BROKEN: Readonly<Record<string, (path: string) => void>> = {
  'an empty file': (path) => writeFileSync(path, ''),
  'half of a table': (path) => writeFileSync(path, readText(path).slice(0, 200)),
  'bytes that are no text': (path) => writeFileSync(path, Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x7d])),
  'text that is no JSON': (path) => writeFileSync(path, 'nothing is locked'),
  'JSON that is no table': (path) => writeFileSync(path, '[]'),
  'a table without locks': (path) => writeFileSync(path, JSON.stringify({ ...good, locks: undefined })),
  'a table without a version': (path) => writeFileSync(path, JSON.stringify({ ...good, schemaVersion: undefined })),
  'the table of another revision': (path) => writeFileSync(path, JSON.stringify({ ...good, revision: 1 })),
  'a lock that is none': (path) => writeFileSync(path, JSON.stringify({ ...good, locks: [{ id: 'x' }] })),
  'a lock with a planted file name': (path) =>
    writeFileSync(path, readText(path).replace(/"file":"\w{16}"/, '"file":"../../etc/passwd"')),
  'a waiter that is none': (path) => writeFileSync(path, JSON.stringify({ ...good, waiters: [{ id: 'x' }] })),
  'a folder': (path) => {
    unlinkSync(path)
    mkdirSync(path)
  },
  'a file larger than any table': (path) => truncateSync(path, 64 * 1024 * 1024 + 1),
}

async function openWritten(): Promise<Vault & { head: string }> {
  const vault = openVault()
  await put(vault.store, lockOf('alice', 'a'))
  await put(vault.store, lockOf('bob', 'b'))
  return { ...vault, head: slot(vault.folder, 2) }
}

describe('a store whose newest table is damaged', () => {
  it.each(Object.entries(BROKEN))(
    'refuses %s by name, writes nothing over it and deletes nothing',
    async (_, damage) => {
      const { folder, head, reopen } = await openWritten()
      damage(head)
      const before = statSync(head)

      expect(await problemOf(reopen().read())).toMatchObject({ area: 'store', code: 'state-unreadable', path: head })
      expect(await problemOf(put(reopen(), lockOf('carol', 'c')))).toMatchObject({ code: 'state-unreadable' })
      expect(generations(folder)).toEqual(['000000000001', '000000000002'])
      expect(statSync(head)).toMatchObject({ size: before.size, ino: before.ino })
    },
  )

  it('refuses it for a writer who had read the table before', async () => {
    const { folder, head, store } = await openWritten()
    const base = await store.read()
    writeFileSync(slot(folder, 3), '{')
    expect(await problemOf(store.commit(base, { put: [lockOf('carol', 'c')], drop: [] }))).toMatchObject({
      code: 'state-unreadable',
    })
    expect(readText(head)).toContain('bob')
  })

  it('refuses a table cut off anywhere', async () => {
    const { head, reopen } = await openWritten()
    const whole = readFileSync(head)
    for (let length = whole.length - 2; length >= 0; length -= 7) {
      writeFileSync(head, whole.subarray(0, length))
      expect((await problemOf(reopen().read())).code).toBe('state-unreadable')
    }
  })

  it('refuses a table of a newer version as that', async () => {
    const { head, reopen } = await openWritten()
    writeFileSync(head, JSON.stringify({ schemaVersion: '2.0', all: 'new' }))
    expect(await problemOf(reopen().read())).toEqual({ area: 'store', code: 'state-newer', path: head, version: '2.0' })
  })

  it('reads a table of a newer minor version and passes over what it does not know', async () => {
    const { head, reopen } = await openWritten()
    const table = JSON.parse(readText(head)) as { locks: object[] }
    const locks = table.locks.map((lock) => ({ ...lock, colour: 'red' }))
    const newer = JSON.stringify({ ...table, schemaVersion: '1.7', locks, further: [1], sum: undefined })
    writeFileSync(head, sealTable(newer.slice(1)))
    expect(await idsIn(reopen())).toEqual(['alice-a', 'bob-b'])
    expect(JSON.stringify(await reopen().read())).not.toContain('colour')
  })
})

describe('a symbolic link where the store keeps its own', () => {
  it('is not followed as the newest table', async () => {
    const { folder, head, reopen } = await openWritten()
    symlinkSync(head, slot(folder, 3))
    expect(await problemOf(reopen().read())).toEqual({ area: 'store', code: 'path-planted', path: slot(folder, 3) })
  })

  it.each(['.holdfast', '.holdfast/gen', '.holdfast/done', '.holdfast/tmp'])('is not followed as %s', async (name) => {
    const { folder, reopen } = await openWritten()
    const elsewhere = openVault()
    await put(elsewhere.store, lockOf('mallory', 'm'))
    rmSync(join(folder, name), { recursive: true })
    symlinkSync(join(elsewhere.folder, name), join(folder, name))

    expect(await problemOf(reopen().read())).toEqual({ area: 'store', code: 'path-planted', path: join(folder, name) })
    expect(await problemOf(put(reopen(), lockOf('carol', 'c')))).toMatchObject({ code: 'path-planted' })
    expect(await idsIn(elsewhere.store)).toEqual(['mallory-m'])
  })
})

describe('the folder of a store', () => {
  it('is not made by reading', async () => {
    const { folder, store } = openVault()
    await store.read()
    await store.waitForChange(await store.read(), 1)
    expect(namesIn(folder, '..')).toEqual([])
  })

  it('names every holder in the second line of the newest table, sorted and once', async () => {
    const { folder, store } = openVault()
    await put(store, lockOf('bob', 'b'), lockOf('alice', 'a'), lockOf('bob', 'c'))
    expect(readText(slot(folder, 1)).split('\n')[1]).toBe('"holders":["alice","bob"],')
    expect(JSON.parse(readText(slot(folder, 1)))).toMatchObject({ schemaVersion: '1.2', revision: 1 })

    await drop(store, lockOf('bob', 'b'), lockOf('alice', 'a'), lockOf('bob', 'c'))
    expect(readText(slot(folder, 2)).split('\n')[1]).toBe('"holders":[],')
  })

  it('has one line for each lock', async () => {
    const { folder, store } = openVault()
    await put(store, lockOf('bob', 'b\nb'), lockOf('alice', 'a'))
    const rows = readText(slot(folder, 1))
      .split('\n')
      .filter((line) => line.startsWith('{"id"'))
    expect(rows).toHaveLength(2)
  })

  it.each([
    ['files', undefined],
    ['folders', diskWithoutLinks],
  ])('loses temporary %s that are older than an hour, and no younger ones', async (_, disk) => {
    const { folder, store } = openVault(disk)
    await put(store, lockOf('alice', 'a'))
    const old = join(folder, '.holdfast', 'tmp', 'old')
    const young = join(folder, '.holdfast', 'tmp', 'young')
    for (const path of [old, young]) {
      if (disk === undefined) writeFileSync(path, 'x')
      else mkdirSync(path)
    }
    if (disk !== undefined) writeFileSync(join(old, 'table'), 'x')
    const longAgo = (Date.now() - HOUR_MS - SECOND_MS) / SECOND_MS
    utimesSync(old, longAgo, longAgo)
    for (let turn = 0; turn < 8; turn += 1) await commit(store, {})
    expect(namesIn(folder, '.holdfast', 'tmp')).toEqual(['young'])
  })

  it('sweeps temporary files by the clock of the disk, whatever the clock of the caller says', async () => {
    const { folder, store, clock } = openVault()
    clock.ms += 48 * HOUR_MS
    await put(store, lockOf('alice', 'a'))
    writeFileSync(join(folder, '.holdfast', 'tmp', 'young'), 'x')
    for (let turn = 0; turn < 8; turn += 1) await commit(store, {})
    expect(namesIn(folder, '.holdfast', 'tmp')).toEqual(['young'])
  })
})
