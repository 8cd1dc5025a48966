import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Lock, ProcessBinding } from '../src/core/locks/lock.js'
import { AGENT_LOCK_SUFFIX, agentLockName, decodeAgentLock, encodeAgentLock } from '../src/records/agentlock-record.js'
import type { LockSnapshot, LockStore } from '../src/store/lock-store.js'

/**
 * A store as it is written at first: look, create the files, fill them; remove what has expired or cannot be
 * read. It shows that a check that finds nothing in ours can find something.
 */
export function openNaiveStore(folder: string, now: () => number = Date.now): LockStore {
  mkdirSync(folder, { recursive: true })
  return {
    read: async () => ({ revision: 1, locks: readLocks(folder), waiters: [], unreadable: [] }),
    commit: async (base, { put, drop }) => {
      for (const id of drop) removeLock(folder, base, id)
      for (const lock of put) if (!(await create(pathOf(folder, lock), lock, now()))) return { kind: 'conflict' }
      return { kind: 'committed', revision: 1 }
    },
    repair: async () => [],
    waitForChange: async (_since, timeoutMs) => new Promise((resolve) => setTimeout(resolve, Math.min(2, timeoutMs))),
  }
}

/** Asks only for the number: whoever has it now counts as the holder, and whoever is elsewhere as dead. */
export function isGoneNaively({ pid }: ProcessBinding): boolean {
  try {
    process.kill(pid, 0)
    return false
  } catch {
    return true
  }
}

function pathOf(folder: string, lock: Lock): string {
  return join(folder, `${agentLockName(lock.resource)}${AGENT_LOCK_SUFFIX}`)
}

function readLocks(folder: string): readonly Lock[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(AGENT_LOCK_SUFFIX))
  return names.map((name) => readLock(join(folder, name))).filter((lock) => lock !== null)
}

function readLock(path: string): Lock | null {
  try {
    const decoded = decodeAgentLock(readFileSync(path), 'naive')
    return decoded.ok ? { ...decoded.value.lock, origin: 'holdfast' } : null
  } catch {
    return null
  }
}

function removeLock(folder: string, base: LockSnapshot, id: string): void {
  const lock = base.locks.find((each) => each.id === id)
  if (lock !== undefined) removeFile(pathOf(folder, lock))
}

function removeFile(path: string): void {
  try {
    unlinkSync(path)
  } catch {
    // It is gone, and that is what was wanted.
  }
}

async function create(path: string, lock: Lock, now: number): Promise<boolean> {
  const text = encodeAgentLock({ ...lock, revision: 1 })
  if (await createNew(path, text)) return true
  const present = readLock(path)
  if (present?.id === lock.id) {
    writeFileSync(path, text)
    return true
  }
  if (present !== null && present.expiresAt > now) return false
  await others()
  removeFile(path)
  return createNew(path, text)
}

async function createNew(path: string, text: string): Promise<boolean> {
  let file: number
  try {
    file = openSync(path, 'wx')
  } catch {
    return false
  }
  await others()
  writeSync(file, text)
  closeSync(file)
  return true
}

/** Between two steps that are awaited, as they usually are, everybody else runs. */
function others(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
