import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Lock } from '../../../../../src/core/locks/lock.js'
import { HOUR_MS } from '../../../../../src/core/time.js'
import { nodeDisk } from '../../../../../src/disk/node-disk.js'
import { wrapDisk } from '../../../../support/store/mail-disk.js'
import {
  foreignText,
  idsIn,
  lockOf,
  namesIn,
  openVault,
  agentlockPath,
  put,
  writeForeign,
} from '../../../../support/store/lock-rig.js'

describe('locks of other programs', () => {
  it('are read with what they say of themselves, and count before anything of ours was written', async () => {
    const { folder, store } = openVault()
    mkdirSync(folder, { recursive: true })
    writeForeign(folder, 'pythia', 'src/a.ts', Date.UTC(2099, 0, 1), { pid: 7, host: 'there' })
    expect(await store.read()).toEqual({
      revision: 0,
      waiters: [],
      unreadable: [],
      locks: [
        {
          id: 'foreign-pythia',
          owner: { agent: 'pythia', session: 'their-session', host: 'there' },
          intent: { action: 'WRITE', scope: [], description: 'theirs', priority: 5 },
          resource: 'src/a.ts',
          covers: expect.objectContaining({ excludes: [] }) as Lock['covers'],
          createdAt: Date.UTC(2026, 10, 1, 10),
          expiresAt: Date.UTC(2099, 0, 1),
          revision: 0,
          process: { pid: 7, startTime: '', bootId: '', pidNamespace: '', host: 'there' },
          origin: 'foreign',
        },
      ],
    })
  })

  it('are listed when they have expired, for the caller to judge', async () => {
    const { folder, store, clock } = openVault()
    mkdirSync(folder, { recursive: true })
    writeForeign(folder, 'pythia', 'a', clock.ms - HOUR_MS)
    expect((await store.read()).locks).toHaveLength(1)
  })

  it('never share an id with another lock', async () => {
    const { folder, store, clock } = openVault()
    await put(store, lockOf('alice', 'a'))
    writeForeign(folder, 'pythia', 'b', clock.ms + HOUR_MS, { id: 'alice-a' })
    writeForeign(folder, 'pythia', 'c', clock.ms + HOUR_MS, { id: 'alice-a' })
    const ids = await idsIn(store)
    expect(new Set(ids).size).toBe(3)
    expect(ids).toContain('alice-a')
  })

  const STRANGE: Readonly<Record<string, readonly [make: (path: string) => void, reason: RegExp]>> = {
    'an empty file': [(path) => writeFileSync(path, ''), /empty/],
    'half of a record': [(path) => writeFileSync(path, foreignText('x', 'a', Date.now()).slice(0, 80)), /JSON/],
    'bytes that are no text': [(path) => writeFileSync(path, Buffer.from([0xff, 0x00, 0x80])), /UTF-8/],
    'JSON that is no record': [(path) => writeFileSync(path, '{"lockId": 1}'), /ownerAgent/],
    'a file of more than 1 MiB': [
      (path) => {
        writeFileSync(path, '')
        truncateSync(path, 1024 * 1024 + 1)
      },
      /1048577 bytes/,
    ],
    'a symbolic link': [(path) => symlinkSync('/etc/hostname', path), /symbolic link/],
    'a dangling link': [(path) => symlinkSync('/no/such/file', path), /symbolic link/],
    'a folder': [(path) => mkdirSync(path), /not a regular file/],
  }

  it.each(Object.entries(STRANGE))(
    'are reported and left alone where %s stands in their place',
    async (_, [make, reason]) => {
      const { folder, store } = openVault()
      await put(store, lockOf('alice', 'a'))
      const path = agentlockPath(folder, 'b')
      make(path)
      const before = namesIn(folder)

      expect((await store.read()).unreadable).toEqual([{ path, reason: expect.stringMatching(reason) as string }])
      expect(await put(store, lockOf('bob', 'b'))).toEqual({ kind: 'occupied', path })
      await put(store, lockOf('carol', 'c'))
      expect(namesIn(folder)).toEqual(expect.arrayContaining([...before]))
      expect(await idsIn(store)).toEqual(['alice-a', 'carol-c'])
    },
  )

  it('cost nothing where there are none: a read opens one file and lists two folders', async () => {
    const { store, reopen } = openVault()
    await put(store, ...Array.from({ length: 50 }, (_, index) => lockOf('alice', `f${index}`)))
    const calls: string[] = []
    const disk = wrapDisk(nodeDisk, ({ name }, operate) => {
      if (name === 'read' || name === 'list') calls.push(name)
      return operate()
    })
    expect((await reopen(disk).read()).locks).toHaveLength(50)
    expect(calls.sort()).toEqual(['list', 'list', 'read'])
  })
})
