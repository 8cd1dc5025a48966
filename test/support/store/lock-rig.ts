import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { AgentName } from '../../../src/core/agent-name.js'
import type { Lock, LockId, Waiter, IsGone } from '../../../src/core/locks/lock.js'
import type { Pattern } from '../../../src/core/patterns/pattern.js'
import { ProblemError, type Problem } from '../../../src/core/problems/problem.js'
import { HOUR_MS, type EpochMs } from '../../../src/core/time.js'
import { agentLockName } from '../../../src/records/agentlock-record.js'
import type { Disk } from '../../../src/disk/disk.js'
import { openFileLockStore } from '../../../src/store/file/locks/file-lock-store.js'
import { nodeDisk } from '../../../src/disk/node-disk.js'
import type { CommitOutcome, LockChange, LockStore } from '../../../src/store/lock-store.js'
import { refusal } from './mail-disk.js'

export interface Vault {
  readonly folder: string
  readonly store: LockStore
  /** The time that the store is told; it begins now. */
  readonly clock: { ms: EpochMs }
  /** A further store on the same folder: another process, as far as it can tell. */
  readonly reopen: (disk?: Disk, isGone?: IsGone) => LockStore
}

/** A lock store in a new folder, which is gone after the test. Nothing is made in it yet, or a copy of `template`. */
export function openVault(disk: Disk = nodeDisk, template?: string): Vault {
  const folder = join(makeFolder(), 'locks')
  if (template !== undefined) cpSync(template, folder, { recursive: true })
  const clock = { ms: Date.now() }
  const reopen = (door: Disk = disk, isGone?: IsGone): LockStore =>
    openFileLockStore({ folder, disk: door, now: () => clock.ms, ...(isGone === undefined ? {} : { isGone }) })
  return { folder, store: reopen(), clock, reopen }
}

export function makeFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-locks-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A disk without hard links: FAT, and some network and container disks. */
export const diskWithoutLinks: Disk = {
  ...nodeDisk,
  linkNew: () => {
    throw refusal('ENOTSUP')
  },
}

export function lockOf(agent: string, resource: string, more: Partial<Lock> = {}): Lock {
  const createdAt = more.createdAt ?? Date.now()
  return {
    id: `${agent}-${resource.replace(/\W/g, '-')}` as LockId,
    owner: { agent: agent as AgentName, session: 'a-session', host: 'a-host' },
    intent: { action: 'WRITE', scope: [], description: 'because', priority: 5 },
    resource,
    covers: { includes: [resource as Pattern], excludes: [] },
    createdAt,
    expiresAt: createdAt + HOUR_MS,
    revision: 0,
    process: null,
    origin: 'holdfast',
    ...more,
  }
}

export function waiterOf(agent: string, resource: string, more: Partial<Waiter> = {}): Waiter {
  const { owner, covers, createdAt, expiresAt } = lockOf(agent, resource)
  const id = `${agent} waits for ${resource}`
  return { id, owner, action: 'WRITE', priority: 5, covers, resource, since: createdAt, expiresAt, ...more }
}

/** Reads, and commits against what was read. */
export async function commit(store: LockStore, change: Partial<LockChange>): Promise<CommitOutcome> {
  return store.commit(await store.read(), { put: [], drop: [], ...change })
}

export async function put(store: LockStore, ...locks: readonly Lock[]): Promise<CommitOutcome> {
  return commit(store, { put: locks })
}

export async function drop(store: LockStore, ...locks: readonly Lock[]): Promise<CommitOutcome> {
  return commit(store, { drop: locks.map((lock) => lock.id) })
}

export async function idsIn(store: LockStore): Promise<readonly string[]> {
  return (await store.read()).locks.map((lock) => lock.id).sort()
}

export function agentlockPath(folder: string, resource: string): string {
  return join(folder, `${agentLockName(resource)}.agent_lock`)
}

/** A lock of another program, as it would write it. */
export function foreignText(
  agent: string,
  resource: string,
  expiresAt: EpochMs,
  more: { pid?: number; host?: string; id?: string } = {},
): string {
  const record = {
    schemaVersion: '1.0',
    lockId: more.id ?? `foreign-${agent}`,
    ownerAgent: {
      agent_id: agent,
      process_id: more.pid ?? 0,
      session_id: 'their-session',
      host: more.host ?? 'their-host',
    },
    intent: { action: 'WRITE', scope: [], description: 'theirs', priority: 5 },
    resource,
    createdTimestamp: '2026-11-01T10:00:00Z',
    expiryTimestamp: `${new Date(expiresAt).toISOString().slice(0, 19)}Z`,
  }
  return JSON.stringify(record, null, 2)
}

export function writeForeign(
  folder: string,
  agent: string,
  resource: string,
  expiresAt: EpochMs,
  more: { pid?: number; host?: string; id?: string } = {},
): string {
  const path = agentlockPath(folder, resource)
  writeFileSync(path, foreignText(agent, resource, expiresAt, more))
  return path
}

/** Names in a folder, in order; none where it is missing. */
export function namesIn(...path: readonly string[]): readonly string[] {
  try {
    return readdirSync(join(...path)).sort()
  } catch {
    return []
  }
}

export function generations(folder: string): readonly string[] {
  return namesIn(folder, '.holdfast', 'gen')
}

export function slot(folder: string, revision: number): string {
  return join(folder, '.holdfast', 'gen', String(revision).padStart(12, '0'))
}

export function readText(path: string): string {
  return readFileSync(path, 'utf8')
}

/** What a call is refused with; throws where it is not. */
export async function problemOf(call: Promise<unknown>): Promise<Problem> {
  try {
    await call
  } catch (error) {
    if (error instanceof ProblemError) return error.problem
    throw error
  }
  throw new Error('nothing was refused')
}

/** A disk on which something happens beside a call for such a path; of a link, the new one. */
export function meanwhile(
  name: 'list' | 'move' | 'linkNew',
  isMeant: (path: string) => boolean,
  act: () => void,
  when: 'before' | 'after' = 'after',
): Disk {
  const around = <T>(call: typeof name, path: string, operate: () => T): T => {
    const isNow = call === name && isMeant(path)
    if (isNow && when === 'before') act()
    const result = operate()
    if (isNow && when === 'after') act()
    return result
  }
  return {
    ...nodeDisk,
    list: (path) => around('list', path, () => nodeDisk.list(path)),
    move: (source, target) => around('move', source, () => nodeDisk.move(source, target)),
    linkNew: (source, target) => around('linkNew', target, () => nodeDisk.linkNew(source, target)),
  }
}
