import type { Lock, LockId } from '../../../src/core/locks/lock.js'
import type { EpochMs } from '../../../src/core/time.js'
import type { LockSnapshot, LockStore } from '../../../src/store/lock-store.js'
import { transact, type Decision } from '../../../src/store/transact.js'
import type { Hold } from '../../../torture/holds.js'
import { monotonicMs } from '../../../torture/monotonic.js'

/** Each overlaps some of the others and none overlaps all. */
const PATHS: readonly (readonly string[])[] = [['a'], ['b'], ['a', 'b'], ['b', 'c'], ['c']]
/** One holder in seven dies with its lock, which others have to outlive. */
const DIES_EVERY = 7
const SHORT_LIFE_MS = 12
const LONG_LIFE_MS = 60_000
/** The clock that expiries are judged by cuts off what is less. */
const CLOCK_STEP_MS = 1

/** Holds overlapping locks so many times, one after the other, and tells when it held which. */
export async function hammer(store: LockStore, agent: string, rounds: number): Promise<readonly Hold[]> {
  const holds: Hold[] = []
  for (let turn = 0; holds.length < rounds; turn += 1) {
    const paths = PATHS[(turn * 3 + agent.charCodeAt(agent.length - 1)) % PATHS.length] ?? []
    const lifeMs = holds.length % DIES_EVERY === 0 ? SHORT_LIFE_MS : LONG_LIFE_MS
    const locks = await take(store, agent, paths, `${agent}-${turn}`, lifeMs)
    const from = monotonicMs()
    const leftMs = Math.min(...locks.map((lock) => lock.expiresAt)) - Date.now() - CLOCK_STEP_MS
    if (locks.length === 0 || leftMs <= 0) continue
    // Others run while this one is sure of its lock.
    await new Promise((resolve) => setImmediate(resolve))
    holds.push({ agent, paths, from, until: Math.min(monotonicMs(), from + leftMs) })
    if (lifeMs === LONG_LIFE_MS) await release(store, locks)
  }
  return holds
}

/** Nothing where somebody has one of the paths; then it has waited until something changed. */
async function take(
  store: LockStore,
  agent: string,
  paths: readonly string[],
  id: string,
  lifeMs: number,
): Promise<readonly Lock[]> {
  const attempt = await transact(store, (snapshot): Decision<LockSnapshot | readonly Lock[]> => {
    const now = Date.now()
    const isTaken = snapshot.locks.some((lock) => lock.expiresAt > now && paths.includes(lock.resource))
    if (isTaken) return { kind: 'stop', result: snapshot }
    const put = paths.map((path) => lockFor(agent, path, `${id}-${path}`, now, now + lifeMs))
    return { kind: 'write', change: { put, drop: [] }, result: put }
  })
  if (!('revision' in attempt)) return attempt
  await store.waitForChange(attempt, SHORT_LIFE_MS)
  return []
}

async function release(store: LockStore, locks: readonly Lock[]): Promise<void> {
  const drop = locks.map((lock) => lock.id)
  await transact(store, (): Decision<null> => ({ kind: 'write', change: { put: [], drop }, result: null }))
}

function lockFor(agent: string, resource: string, id: string, createdAt: EpochMs, expiresAt: EpochMs): Lock {
  return {
    id: id as LockId,
    owner: { agent: agent as Lock['owner']['agent'], session: '', host: 'host' },
    intent: { action: 'WRITE', scope: [], description: '', priority: 5 },
    resource,
    covers: { includes: [], excludes: [] },
    createdAt,
    expiresAt,
    revision: 0,
    process: null,
    origin: 'holdfast',
  }
}
