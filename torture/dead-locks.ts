import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AgentName } from '../src/core/agent-name.js'
import type { Lock, LockId, ProcessBinding } from '../src/core/locks/lock.js'
import { valueOf } from '../src/core/problems/problem.js'
import { parseCoverage } from '../src/core/patterns/parse-coverage.js'
import { HOUR_MS, SECOND_MS, toUtcSeconds } from '../src/core/time.js'
import { AGENT_LOCK_SUFFIX, agentLockName } from '../src/records/agentlock-record.js'
import { transact } from '../src/store/transact.js'
import { hostName } from '../src/processes/host.js'
import type { Side } from './scenario.js'
import { openWorkplace } from './workplace.js'

/** A lock that somebody took and did not give back. */
export function lockOf(agent: string, resource: string, more: Partial<Lock> = {}): Lock {
  const now = Date.now()
  return {
    id: `${agent}-${agentLockName(resource)}` as LockId,
    owner: { agent: agent as AgentName, session: '', host: hostName() },
    intent: { action: 'WRITE', scope: [], description: '', priority: 5 },
    resource,
    covers: valueOf(parseCoverage(resource, [])).covers,
    createdAt: now,
    expiresAt: now + HOUR_MS,
    revision: 0,
    process: null,
    origin: 'holdfast',
    ...more,
  }
}

/** Puts locks into a store, whatever they are and whoever holds them. */
export async function putLocks(side: Side, folder: string, locks: readonly Lock[]): Promise<void> {
  // By a clock from long ago, for which none of them has expired.
  const { locks: store } = openWorkplace(folder, 'nobody', { side, now: () => 0 })
  await transact(store, () => ({ kind: 'write', change: { put: locks, drop: [] }, result: null }))
}

/** As another program writes it; whole seconds, as everybody writes an expiry. */
export function putForeignLock(
  folder: string,
  agent: string,
  resource: string,
  life: Partial<ForeignLife> = {},
): string {
  const { expiresAt = Date.now() + HOUR_MS, pid = 0 } = life
  const record = {
    schemaVersion: '1.0',
    lockId: `foreign-${agentLockName(resource)}`,
    ownerAgent: { agent_id: agent, process_id: pid, session_id: 'theirs', host: hostName() },
    intent: { action: 'WRITE', scope: [], description: 'theirs', priority: 5 },
    resource,
    createdTimestamp: toUtcSeconds(expiresAt - HOUR_MS),
    expiryTimestamp: toUtcSeconds(expiresAt),
  }
  const locks = join(folder, 'locks')
  mkdirSync(locks, { recursive: true })
  const path = join(locks, `${agentLockName(resource)}${AGENT_LOCK_SUFFIX}`)
  writeFileSync(path, JSON.stringify(record, null, 2))
  return path
}

interface ForeignLife {
  readonly expiresAt: number
  readonly pid: number
}

/** The dead of all kinds: expired, bound to a process that has ended, and both of another program. */
export async function layDeadLocks(
  side: Side,
  folder: string,
  resources: readonly string[],
  gone: ProcessBinding,
): Promise<void> {
  const expired = Date.now() - 5 * SECOND_MS
  const own: Lock[] = []
  for (const [index, resource] of resources.entries()) {
    const agent = `dead-${index}`
    if (index % 4 === 0) own.push(lockOf(agent, resource, { createdAt: expired - HOUR_MS, expiresAt: expired }))
    else if (index % 4 === 1) own.push(lockOf(agent, resource, { process: gone }))
    else putForeignLock(folder, agent, resource, index % 4 === 2 ? { expiresAt: expired } : { pid: gone.pid })
  }
  await putLocks(side, folder, own)
}
