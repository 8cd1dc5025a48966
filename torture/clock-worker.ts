import type { LockGrant } from '../src/app/locks/lock-paths.js'
import { ProblemError } from '../src/core/problems/problem.js'
import { transact } from '../src/store/transact.js'
import { lockOf } from './dead-locks.js'
import { HELD, requestOf } from './deeds.js'
import { openFaultyFiles } from './faulty-files.js'
import type { Side } from './scenario.js'
import { lockIn, openWorkplace, type Workplace } from './workplace.js'

/** An acquire that stops itself before one of its changes to the disk, until somebody lets it go on. */
export interface ClockJob {
  readonly role: 'clock'
  readonly side: Side
  readonly folder: string
  readonly ttlMs: number
  readonly call: number
}

export interface ClockAnswer {
  readonly isHit: boolean
  /** What was left of the lock when it was reported; null where it was not. */
  readonly leftMs: number | null
}

export async function meetClock({ side, folder, ttlMs, call }: ClockJob): Promise<ClockAnswer> {
  const files = openFaultyFiles()
  files.arm({ call, kind: 'stopped', errno: '' }, 'changes')
  const leftMs = await acquire(side, folder, ttlMs)
  return { leftMs, isHit: files.disarm().isHit }
}

async function acquire(side: Side, folder: string, ttlMs: number): Promise<number | null> {
  const me = openWorkplace(folder, 'alice', { side })
  try {
    const { locks } = await (side === 'ours' ? lockIn(me, requestOf(HELD, ttlMs)) : acquireNaively(me, ttlMs))
    return Math.min(...locks.map((lock) => lock.expiresAt)) - Date.now()
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'lock-expired-meanwhile') return null
    throw error
  }
}

/** What is written is taken for what is held. */
export async function acquireNaively({ locks: store, moment }: Workplace, ttlMs: number): Promise<LockGrant> {
  const lock = lockOf('alice', HELD, { expiresAt: moment().now + ttlMs })
  return transact(store, (before) => {
    const change = { put: [lock], drop: [] }
    return { kind: 'write', change, result: { locks: [lock], before } }
  })
}
