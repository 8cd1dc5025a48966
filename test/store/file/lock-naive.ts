import { mkdirSync, readdirSync } from 'node:fs'
import { open, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Lock } from '../../../src/core/lock.js'
import type { LockSnapshot, LockStore } from '../../../src/store/lock-store.js'

/**
 * A store as it is written at first: look, create the files, fill them; remove what has expired or cannot be
 * read. It shows that the check that finds nothing in ours can find something.
 */
export function openNaiveStore(folder: string): LockStore {
  mkdirSync(folder, { recursive: true })
  return {
    read: async () => {
      const locks = await Promise.all(readdirSync(folder).map((name) => readLock(join(folder, name))))
      return { revision: 1, locks: locks.filter((lock) => lock !== null), waiters: [], unreadable: [] }
    },
    commit: async (base, { put, drop }) => {
      for (const id of drop) await unlink(join(folder, pathName(base, id))).catch(() => undefined)
      for (const lock of put) if (!(await create(join(folder, lock.resource), lock))) return { kind: 'conflict' }
      return { kind: 'committed', revision: 1 }
    },
    repair: async () => [],
    waitForChange: async () => undefined,
  }
}

function pathName(base: LockSnapshot, id: string): string {
  return base.locks.find((lock) => lock.id === id)?.resource ?? 'gone'
}

async function readLock(path: string): Promise<Lock | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Lock
  } catch {
    return null
  }
}

async function create(path: string, lock: Lock): Promise<boolean> {
  try {
    const file = await open(path, 'wx')
    await file.writeFile(JSON.stringify(lock))
    await file.close()
    return true
  } catch {
    const present = await readLock(path)
    if (present !== null && present.expiresAt > Date.now()) return false
    await unlink(path).catch(() => undefined)
    return create(path, lock)
  }
}
