import { openSync, writeSync } from 'node:fs'
import type { AgentName } from '../src/core/agent-name.js'
import { decideAcquire, type Moment } from '../src/core/locks/lock-rules.js'
import type { Coverage, Lock, LockId } from '../src/core/locks/lock.js'
import { valueOf } from '../src/core/problems/problem.js'
import { parseCoverage } from '../src/core/patterns/parse-coverage.js'
import { openFileLockStore } from '../src/store/file/locks/file-lock-store.js'
import type { LockSnapshot, LockStore } from '../src/store/lock-store.js'
import { transact, type Decision } from '../src/store/transact.js'
import { hostName } from '../src/processes/host.js'
import { describeProcess, isGone } from '../src/processes/binding.js'
import { listGrounds, type Ground } from './grounds.js'
import { monotonicMs } from './monotonic.js'
import { isGoneNaively, openNaiveStore } from './naive-lock-store.js'
import { createRandom, type Random } from './random.js'
import type { Side } from './scenario.js'

/** Takes, holds and releases overlapping locks, one after the other, and writes down when it held which. */
export interface HammerJob {
  readonly role: 'hammer'
  readonly side: Side
  readonly folder: string
  readonly agent: string
  readonly seed: number
  /** Null: until it is killed. */
  readonly rounds: number | null
  readonly ttlMs: number
  /** Of locks that are bound to this process; the others outlive it. */
  readonly boundShare: number
  /** Of locks that are left to expire, after a tenth of the time to live. */
  readonly leftShare: number
  readonly folders: number
  readonly log: string
}

/** One line of a hammer's log: a hold begins, or ends before its time. Times are monotonic. */
export type HammerLine =
  | {
      readonly resource: string
      readonly from: number
      readonly until: number
      readonly isBound: boolean
      /** Since this lock was wanted first. */
      readonly waitedMs: number
      /** The longest that one and the same lock of somebody else was in the way. */
      readonly longestForOneMs: number
    }
  | { readonly releasedAt: number }

interface Hammer {
  readonly job: HammerJob
  readonly store: LockStore
  readonly random: Random
  readonly moment: () => Moment
}

/** The clock that expiries are judged by cuts off what is less. */
const CLOCK_STEP_MS = 1
const WAIT_MS = 20

export async function hammer(job: HammerJob): Promise<void> {
  const store =
    job.side === 'ours' ? openFileLockStore({ folder: job.folder, now: Date.now }) : openNaiveStore(job.folder)
  const judge = job.side === 'ours' ? isGone : isGoneNaively
  const moment = (): Moment => ({ now: Date.now(), isGone: judge, ignoreCase: false, ownership: 'agent' })
  const tool: Hammer = { job, store, random: createRandom(job.seed), moment }
  const grounds = listGrounds(job.folders).map((ground) => ({ ...ground, covers: coverageOf(ground) }))
  const log = openSync(job.log, 'a')
  const write = (line: HammerLine): void => void writeSync(log, `${JSON.stringify(line)}\n`)
  for (let round = 0; round !== job.rounds; round += 1) {
    const isLeft = tool.random.next() < job.leftShare
    const ground = tool.random.pick(grounds)
    const lock = wantedOf(tool, ground, isLeft ? Math.ceil(job.ttlMs / 10) : job.ttlMs, round)
    const taken = await takeAtLast(tool, lock)
    const from = monotonicMs()
    const leftMs = taken.lock.expiresAt - Date.now() - CLOCK_STEP_MS
    if (leftMs <= 0) continue
    write({ resource: ground.resource, from, until: from + leftMs, isBound: lock.process !== null, ...taken.waits })
    // Others run while this one is sure of its lock.
    await new Promise((resolve) => setImmediate(resolve))
    if (isLeft) continue
    write({ releasedAt: monotonicMs() })
    await transact(store, (): Decision<null> => ({ kind: 'write', change: { put: [], drop: [lock.id] }, result: null }))
  }
}

function coverageOf({ resource }: Ground): Coverage {
  return valueOf(parseCoverage(resource, [])).covers
}

function wantedOf(
  { job, random }: Hammer,
  { resource, covers }: Ground & { readonly covers: Coverage },
  lifeMs: number,
  round: number,
): Lock {
  const isBound = random.next() < job.boundShare
  return {
    id: `${job.agent}-${round}` as LockId,
    owner: { agent: `${job.agent}.${round}` as AgentName, session: '', host: hostName() },
    intent: { action: 'WRITE', scope: [], description: '', priority: 5 },
    resource,
    covers,
    createdAt: 0,
    expiresAt: lifeMs,
    revision: 0,
    process: isBound ? describeProcess(process.pid) : null,
    origin: 'holdfast',
  }
}

interface Taken {
  readonly lock: Lock
  readonly waits: { readonly waitedMs: number; readonly longestForOneMs: number }
}

async function takeAtLast(tool: Hammer, wanted: Lock): Promise<Taken> {
  const since = monotonicMs()
  let inTheWay = new Map<string, number>()
  let longestForOneMs = 0
  for (;;) {
    const attempt = await takeOnce(tool, wanted)
    const now = monotonicMs()
    if (attempt.kind === 'taken')
      return { lock: attempt.lock, waits: { waitedMs: now - since, longestForOneMs: longestForOneMs } }
    inTheWay = new Map(attempt.obstacles.map((id) => [id, inTheWay.get(id) ?? now]))
    longestForOneMs = Math.max(longestForOneMs, ...[...inTheWay.values()].map((first) => now - first))
    await tool.store.waitForChange(attempt.snapshot, WAIT_MS)
  }
}

type Attempt =
  | { readonly kind: 'taken'; readonly lock: Lock }
  | { readonly kind: 'refused'; readonly snapshot: LockSnapshot; readonly obstacles: readonly string[] }

function takeOnce({ store, moment }: Hammer, wanted: Lock): Promise<Attempt> {
  return transact(store, (snapshot): Decision<Attempt> => {
    const now = moment()
    const lock = { ...wanted, createdAt: now.now, expiresAt: now.now + wanted.expiresAt }
    const decision = decideAcquire([lock], snapshot, now, now.now)
    if (decision.kind === 'grant')
      return { kind: 'write', change: { put: decision.locks, drop: decision.drop }, result: { kind: 'taken', lock } }
    const obstacles = decision.obstacles.map((each) => (each.kind === 'lock' ? each.lock.id : each.waiter.id))
    return { kind: 'stop', result: { kind: 'refused', snapshot, obstacles } }
  })
}
