import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AgentName } from '../../../../../src/core/agent-name.js'
import type { LockId } from '../../../../../src/core/locks/lock.js'
import type { Pattern } from '../../../../../src/core/patterns/pattern.js'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../../../src/core/time.js'
import { openGenerationChain } from '../../../../../src/store/file/generations/chain.js'
import { toRow } from '../../../../../src/store/file/locks/plan-change.js'
import type { Disk } from '../../../../../src/disk/disk.js'
import { nodeDisk } from '../../../../../src/disk/node-disk.js'
import type { LockChange } from '../../../../../src/store/lock-store.js'
import { transact } from '../../../../../src/store/transact.js'
import { refusal, wrapDisk } from '../../../../support/store/mail-disk.js'
import {
  commit,
  diskWithoutLinks,
  drop,
  foreignText,
  idsIn,
  lockOf,
  meanwhile,
  namesIn,
  openVault,
  problemOf,
  agentlockPath,
  put,
  readText,
  writeForeign,
} from '../../../../support/store/lock-rig.js'

const READING = { action: 'READ', scope: [], description: '', priority: 5 } as const

describe.each([
  ['with hard links', nodeDisk],
  ['without hard links', diskWithoutLinks],
])('the files that other programs see, on a disk %s', (_, disk) => {
  it('show a lock as soon as it is put, and are gone as soon as it is dropped', async () => {
    const { folder, store } = openVault(disk)
    const lock = lockOf('alice', 'src/a.ts')
    await put(store, lock)
    expect(JSON.parse(readText(agentlockPath(folder, 'src/a.ts')))).toMatchObject({ lockId: lock.id })
    await drop(store, lock)
    expect(namesIn(folder)).toEqual(['.holdfast'])
    expect(namesIn(folder, '.holdfast', 'tmp')).toEqual([])
  })

  it('follow a renewal', async () => {
    const { folder, store } = openVault(disk)
    const lock = lockOf('alice', 'a', { createdAt: 1_800_000_000_000, expiresAt: 4_000_000_000_000 })
    await put(store, lock)
    await put(store, { ...lock, expiresAt: lock.expiresAt + HOUR_MS })
    expect(JSON.parse(readText(agentlockPath(folder, 'a')))).toMatchObject({
      expiryTimestamp: '2096-10-02T08:06:40Z',
      holdfast: { revision: 2 },
    })
  })

  it('undo a lock whose place another program has', async () => {
    const { folder, store } = openVault(disk)
    await put(store, lockOf('alice', 'a'))
    const path = writeForeign(folder, 'pythia', 'b', Date.now() + HOUR_MS)
    const before = readText(path)

    expect(await put(store, lockOf('bob', 'b'), lockOf('bob', 'c'))).toEqual({ kind: 'occupied', path })
    expect(await idsIn(store)).toEqual(['alice-a', 'foreign-pythia'])
    expect(readText(path)).toBe(before)
    expect(existsSync(agentlockPath(folder, 'c'))).toBe(false)
  })

  it('are shown over a record of another program that has expired', async () => {
    const { folder, store, clock } = openVault(disk)
    await put(store, lockOf('alice', 'a'))
    const path = writeForeign(folder, 'pythia', 'b', clock.ms - SECOND_MS)
    expect((await put(store, lockOf('bob', 'b'))).kind).toBe('committed')
    expect(JSON.parse(readText(path))).toMatchObject({ ownerAgent: { agent_id: 'bob' } })
    expect(await idsIn(store)).toEqual(['alice-a', 'bob-b'])
  })

  it('show one of two locks on one resource, and the other when it is dropped', async () => {
    const { folder, store } = openVault(disk)
    const path = agentlockPath(folder, 'a')
    const shown = (): unknown => (JSON.parse(readText(path)) as { lockId: unknown }).lockId
    const alices = lockOf('alice', 'a', { intent: READING })
    const bobs = lockOf('bob', 'a', { intent: READING, expiresAt: alices.expiresAt + MINUTE_MS })
    const carols = lockOf('carol', 'a', { intent: READING, expiresAt: alices.expiresAt - MINUTE_MS })
    await put(store, alices)
    await put(store, bobs)
    await put(store, carols)
    expect(shown()).toBe(bobs.id)
    await drop(store, bobs)
    expect(shown()).toBe(alices.id)
    await drop(store, alices)
    expect(shown()).toBe(carols.id)
    await drop(store, carols)
    expect(existsSync(path)).toBe(false)
  })
})

describe('the file that other programs see of a lock', () => {
  it('is named and written as they do it, with one further key', async () => {
    const { folder, store } = openVault()
    const lock = lockOf('alice', 'src/näh er.ts', {
      owner: { agent: 'alice' as AgentName, session: 's-1', host: 'h-1', email: 'alice@example.org' },
      intent: { action: 'DELETE', scope: ['lib/**'], description: 'weil "es" – muß', priority: 2 },
      covers: { includes: ['x' as Pattern], excludes: ['y' as Pattern] },
      createdAt: Date.UTC(2098, 0, 2, 3, 4, 5, 999),
      expiresAt: Date.UTC(2098, 0, 2, 4, 4, 5, 1),
      process: { pid: 42, startTime: '9', bootId: 'b', pidNamespace: 'n', host: 'h-1' },
    })
    await put(store, lock)
    expect(namesIn(folder)).toContain('59a760b782595cce.agent_lock')
    expect(readText(join(folder, '59a760b782595cce.agent_lock'))).toBe(`{
  "schemaVersion": "1.0",
  "lockId": "${lock.id}",
  "ownerAgent": {
    "agent_id": "alice",
    "process_id": 0,
    "session_id": "s-1",
    "host": "h-1"
  },
  "intent": {
    "action": "DELETE",
    "scope": [
      "lib/**"
    ],
    "description": "weil \\"es\\" – muß",
    "priority": 2
  },
  "resource": "src/näh er.ts",
  "createdTimestamp": "2098-01-02T03:04:05Z",
  "expiryTimestamp": "2098-01-02T04:04:06Z",
  "holdfast": {
    "revision": 1,
    "createdAt": 4039470245999,
    "expiresAt": 4039473845001,
    "covers": {
      "includes": [
        "x"
      ],
      "excludes": [
        "y"
      ]
    },
    "email": "alice@example.org",
    "process": {
      "pid": 42,
      "startTime": "9",
      "bootId": "b",
      "pidNamespace": "n",
      "host": "h-1"
    }
  }
}`)
  })

  it('is taken away with the lock when that has expired', async () => {
    const { folder, store, clock } = openVault()
    await put(store, lockOf('alice', 'a', { expiresAt: clock.ms + MINUTE_MS }))
    clock.ms += MINUTE_MS + 1
    await put(store, lockOf('bob', 'b'))
    expect(existsSync(agentlockPath(folder, 'a'))).toBe(false)
  })

  it('stays where it is when another program has taken the place of an expired lock', async () => {
    const { folder, store, clock } = openVault()
    await put(store, lockOf('alice', 'a', { expiresAt: clock.ms + MINUTE_MS }))
    clock.ms += MINUTE_MS + 1
    const path = writeForeign(folder, 'pythia', 'a', clock.ms + HOUR_MS)
    expect(await idsIn(store)).toEqual(['alice-a', 'foreign-pythia'])
    await put(store, lockOf('bob', 'b'))
    expect(readText(path)).toContain('pythia')
    expect(await idsIn(store)).toEqual(['bob-b', 'foreign-pythia'])
  })

  it('gives the holder back what a refused renewal would have replaced', async () => {
    const { folder, store, clock } = openVault()
    const lock = lockOf('alice', 'a')
    await put(store, lock)
    const path = writeForeign(folder, 'pythia', 'a', clock.ms + HOUR_MS)
    expect(await put(store, { ...lock, expiresAt: lock.expiresAt + HOUR_MS })).toEqual({ kind: 'occupied', path })
    const [after] = (await store.read()).locks
    expect(after).toEqual({ ...lock, revision: 1 })
  })

  it('gives back what a refused write would have dropped', async () => {
    const { folder, store, clock } = openVault()
    await put(store, lockOf('alice', 'a'))
    writeForeign(folder, 'pythia', 'b', clock.ms + HOUR_MS)
    const outcome = await commit(store, { put: [lockOf('alice', 'b')], drop: ['alice-a' as LockId] })
    expect(outcome.kind).toBe('occupied')
    expect(await idsIn(store)).toEqual(['alice-a', 'foreign-pythia'])
    expect(readText(agentlockPath(folder, 'a'))).toContain('alice-a')
  })

  it('is there at every moment for a lock that it comes to show when another is dropped', async () => {
    const { folder, store, reopen } = openVault()
    const path = agentlockPath(folder, 'a')
    const alices = lockOf('alice', 'a', { intent: READING })
    const bobs = lockOf('bob', 'a', { intent: READING, expiresAt: alices.expiresAt + MINUTE_MS })
    await put(store, alices, bobs)
    const absences: string[] = []
    const disk = wrapDisk(nodeDisk, ({ name }, operate) => {
      const result = operate()
      if (!existsSync(path)) absences.push(name)
      return result
    })
    await drop(reopen(disk), bobs)
    expect(readText(path)).toContain('alice-a')
    expect(absences).toEqual([])
  })

  it('is not taken for a damaged one while it is being filled on a disk without hard links', async () => {
    const { folder, reopen } = openVault(diskWithoutLinks)
    const path = agentlockPath(folder, 'b')
    const half: Disk = {
      ...diskWithoutLinks,
      writeNew: (target, content) => nodeDisk.writeNew(target, target === path ? content.subarray(0, 40) : content),
    }
    const writer = reopen(half)
    await put(writer, lockOf('alice', 'a'))
    const base = await writer.read()
    let wasPut = false
    const putOnce = (): void => {
      if (!wasPut) void writer.commit(base, { put: [lockOf('bob', 'b')], drop: [] })
      wasPut = true
    }
    const disk = meanwhile('list', (listed) => listed === folder, putOnce, 'before')
    expect(await reopen(disk).read()).toMatchObject({ revision: 2, unreadable: [] })
  })

  it('gives nothing back that another has taken before a refused write was undone', async () => {
    const { folder, store, clock, reopen } = openVault()
    await put(store, lockOf('alice', 'a'))
    const path = writeForeign(folder, 'pythia', 'b', clock.ms + HOUR_MS)
    const bob = openGenerationChain({
      root: folder,
      disk: nodeDisk,
      now: Date.now,
      randomId: () => 'bob',
      isGone: () => false,
    })
    const takeWhatIsFree = (): void => {
      const { revision, rows } = bob.loadHead()
      bob.commit({ revision: revision + 1, token: 'bob', rows: [...rows, toRow(lockOf('bob', 'a'))], waiters: [] })
    }
    const disk = meanwhile('linkNew', (target) => target === path, takeWhatIsFree)
    const outcome = await commit(reopen(disk), { put: [lockOf('alice', 'b')], drop: ['alice-a' as LockId] })
    expect(outcome.kind).toBe('occupied')
    expect(await idsIn(store)).toEqual(['bob-a', 'foreign-pythia'])
  })

  it('of a writer who died before taking it away is no lock, and goes with the next write', async () => {
    const { folder, store, reopen } = openVault()
    const lock = lockOf('alice', 'a')
    const path = agentlockPath(folder, 'a')
    await put(store, lock)
    const left = readFileSync(path)
    await drop(store, lock)
    writeFileSync(path, left)

    expect(await idsIn(reopen())).toEqual([])
    expect((await reopen().read()).unreadable).toEqual([])
    await put(reopen(), lockOf('bob', 'b'))
    expect(existsSync(path)).toBe(false)
  })

  it('of a writer who died is no obstacle to a new lock there', async () => {
    const { folder, store } = openVault()
    const lock = lockOf('alice', 'a')
    const path = agentlockPath(folder, 'a')
    await put(store, lock)
    const left = readFileSync(path)
    await drop(store, lock)
    writeFileSync(path, left)
    expect((await put(store, lockOf('bob', 'a'))).kind).toBe('committed')
    expect(readText(path)).toContain('"agent_id": "bob"')
  })

  it('of a lock that is put while a reader looks sends the reader back to the table', async () => {
    const { folder, store, reopen } = openVault()
    await put(store, lockOf('alice', 'a'))
    const base = await store.read()
    let wasPut = false
    // Between the table and the folder: what is listed then is newer than the table that was read.
    const putOnce = (): void => {
      if (!wasPut) void store.commit(base, { put: [lockOf('bob', 'b')], drop: [] })
      wasPut = true
    }
    const disk = meanwhile('list', (path) => path === folder, putOnce, 'before')
    const snapshot = await reopen(disk).read()
    expect(snapshot.revision).toBe(2)
    expect(snapshot.locks.map((lock) => [lock.id, lock.origin])).toEqual([
      ['alice-a', 'holdfast'],
      ['bob-b', 'holdfast'],
    ])
  })

  it('of a writer who comes late is taken away again by that writer', async () => {
    const { folder, store, reopen } = openVault()
    await put(store, lockOf('bob', 'b'))
    const path = agentlockPath(folder, 'a')
    const other = openGenerationChain({
      root: folder,
      disk: nodeDisk,
      now: Date.now,
      randomId: () => 'other',
      isGone: () => false,
    })
    const dropAlices = (): void => {
      const { revision, rows } = other.loadHead()
      const kept = rows.filter((row) => row.lock.owner.agent !== 'alice')
      other.commit({ revision: revision + 1, token: 'other', rows: kept, waiters: [] })
    }
    const disk = meanwhile('linkNew', (target) => target === path, dropAlices, 'before')
    expect((await put(reopen(disk), lockOf('alice', 'a'))).kind).toBe('committed')
    expect(await idsIn(store)).toEqual(['bob-b'])
    expect(existsSync(path)).toBe(false)
  })

  it('keeps counting where the table it belongs to is lost', async () => {
    const { folder, store, reopen } = openVault()
    await put(store, lockOf('alice', 'a'))
    await put(store, lockOf('alice', 'b'))
    rmSync(join(folder, '.holdfast'), { recursive: true })
    expect((await reopen().read()).locks.map((lock) => [lock.id, lock.origin])).toEqual(
      expect.arrayContaining([
        ['alice-a', 'foreign'],
        ['alice-b', 'foreign'],
      ]),
    )
    expect((await put(reopen(), lockOf('bob', 'b'))).kind).toBe('occupied')
  })
})

describe('taking away what has expired', () => {
  it('puts back a live record that came into its place at that moment', async () => {
    const { folder, store, clock, reopen } = openVault()
    await put(store, lockOf('carol', 'c'))
    const path = writeForeign(folder, 'pythia', 'a', clock.ms - MINUTE_MS)
    const taken = foreignText('delphi', 'a', clock.ms + HOUR_MS)
    const disk = meanwhile(
      'move',
      (source) => source === path,
      () => writeFileSync(path, taken),
      'before',
    )

    expect(await put(reopen(disk), lockOf('alice', 'a'))).toEqual({ kind: 'occupied', path })
    expect(readText(path)).toBe(taken)
    expect(await idsIn(store)).toEqual(['carol-c', 'foreign-delphi'])
  })

  it('takes away the record of a process that has ended here, and of no other', async () => {
    const { folder, store, clock, reopen } = openVault()
    await put(store, lockOf('carol', 'c'))
    const path = writeForeign(folder, 'pythia', 'a', clock.ms + HOUR_MS, { pid: 77, host: 'here' })
    expect(
      (
        await put(
          reopen(nodeDisk, () => false),
          lockOf('alice', 'a'),
        )
      ).kind,
    ).toBe('occupied')
    expect(readText(path)).toContain('pythia')

    const isGone = ({ pid, host }: { pid: number; host: string }): boolean => pid === 77 && host === 'here'
    expect((await put(reopen(nodeDisk, isGone), lockOf('alice', 'a'))).kind).toBe('committed')
    expect(readText(path)).toContain('"agent_id": "alice"')
  })

  it('drops a record of another program when the change says so, and only as it was read', async () => {
    const { folder, store, clock } = openVault()
    await put(store, lockOf('carol', 'c'))
    const path = writeForeign(folder, 'pythia', 'a', clock.ms + HOUR_MS)
    const base = await store.read()
    writeForeign(folder, 'pythia', 'a', clock.ms + 2 * HOUR_MS)
    expect((await store.commit(base, { put: [], drop: ['foreign-pythia' as LockId] })).kind).toBe('unknown')
    expect(existsSync(path)).toBe(true)

    await commit(store, { drop: ['foreign-pythia' as LockId], put: [lockOf('alice', 'a')] })
    expect(await idsIn(store)).toEqual(['alice-a', 'carol-c'])
  })
})

describe('releasing a lock that another program wrote', () => {
  const dropping = (): { kind: 'write'; change: LockChange; result: string } => {
    return { kind: 'write', change: { put: [], drop: ['foreign-pythia' as LockId] }, result: 'released' }
  }

  it('is done when the file is gone', async () => {
    const { folder, store, clock } = openVault()
    await put(store, lockOf('alice', 'a'))
    const path = writeForeign(folder, 'pythia', 'b', clock.ms + HOUR_MS)
    expect(await transact(store, dropping)).toBe('released')
    expect(existsSync(path)).toBe(false)
  })

  it('is not reported where the disk keeps the file', async () => {
    const { folder, store, clock, reopen } = openVault()
    await put(store, lockOf('alice', 'a'))
    const path = writeForeign(folder, 'pythia', 'b', clock.ms + HOUR_MS)
    const stubborn: Disk = {
      ...nodeDisk,
      move: (source, target) => {
        if (source === path) throw refusal('EACCES')
        return nodeDisk.move(source, target)
      },
    }
    expect(await problemOf(transact(reopen(stubborn), dropping))).toMatchObject({ code: 'outcome-unknown' })
    expect(await idsIn(store)).toEqual(['alice-a', 'foreign-pythia'])
  })
})

describe('a lock that is larger than a file of it may be', () => {
  it('is refused before anything is written', async () => {
    const { folder, store } = openVault()
    const huge = lockOf('alice', 'a', {
      intent: { action: 'WRITE', scope: [], description: 'x'.repeat(1024 * 1024), priority: 5 },
    })
    await expect(put(store, huge)).rejects.toMatchObject({ problem: { code: 'disk-refuses', errno: 'EFBIG' } })
    expect(namesIn(folder, '.holdfast', 'gen')).toEqual([])
  })
})
