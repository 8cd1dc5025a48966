import { openSync, writeSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { unlockPaths } from '../src/app/locks/unlock-paths.js'
import type { AgentName } from '../src/core/agent-name.js'
import { ProblemError } from '../src/core/problems/problem.js'
import { MINUTE_MS } from '../src/core/time.js'
import { requestOf } from './deeds.js'
import { monotonicMs } from './monotonic.js'
import { createRandom, type Random } from './random.js'
import type { Side } from './scenario.js'
import { lockIn, openWorkplace, type Workplace } from './workplace.js'

/** An agent of ours among agents of another program, on their names and on a glob over all of them. */
export interface FleetJob {
  readonly role: 'fleet'
  readonly side: Side
  readonly folder: string
  readonly agent: string
  readonly task: 'locks' | 'mail'
  readonly forMs: number
  /** Of locks that are left to expire. */
  readonly leftShare: number
  readonly seed: number
  readonly log: string
}

/** As the agents of the other program write it, too. Times are monotonic. */
export type FleetLine =
  | { readonly resource: string; readonly asked: number; readonly from: number; readonly until: number }
  | { readonly releasedAt: number }
  | { readonly sent: string }

export const NAMES = Array.from({ length: 6 }, (_, index) => `area/file-${index}.py`)
export const GLOB = 'area/**'
/** The shortest that both sides can say; the other program cuts it to whole seconds. */
const SHORT_TTL_MS = 1_000
const TEAM = 'team' as AgentName

export async function sail(job: FleetJob): Promise<void> {
  const me = openWorkplace(job.folder, job.agent, { side: job.side })
  const log = openSync(job.log, 'a')
  const write = (line: FleetLine): void => void writeSync(log, `${JSON.stringify(line)}\n`)
  const random = createRandom(job.seed)
  const end = monotonicMs() + job.forMs
  while (monotonicMs() < end) {
    if (job.task === 'locks') await holdOne(me, job, random, write)
    else await mailOne(me, random, write)
  }
}

async function holdOne(
  me: Workplace,
  { leftShare, folder, agent, side }: FleetJob,
  random: Random,
  write: (line: FleetLine) => void,
): Promise<void> {
  const resource = random.next() < 0.15 ? GLOB : random.pick(NAMES)
  const isLeft = random.next() < leftShare
  // Under a name of its own: the next lock on it by the same agent would be this one, and be released.
  const holder = isLeft ? openWorkplace(folder, `${agent}-left-${random.below(1e9)}`, { side }) : me
  const asked = monotonicMs()
  try {
    const request = { ...requestOf(resource, isLeft ? SHORT_TTL_MS : MINUTE_MS), literal: resource !== GLOB }
    const { locks } = await lockIn(holder, request)
    const from = monotonicMs()
    write({ resource, asked, from, until: from + Math.min(...locks.map((lock) => lock.expiresAt)) - Date.now() - 1 })
    await pause(random.below(4))
    if (isLeft) return
    write({ releasedAt: monotonicMs() })
    await unlockPaths(me, { references: [resource], all: false, force: null })
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    await pause(random.below(3))
  }
}

/** Sends, or takes what is next and files it. */
async function mailOne({ mail }: Workplace, random: Random, write: (line: FleetLine) => void): Promise<void> {
  if (random.next() < 0.5) {
    const { id } = await mail.send({ from: 'ours' as AgentName, to: TEAM, type: 'TASK', priority: 5, payload: {} })
    write({ sent: id })
    return
  }
  const claim = await mail.claim(TEAM, { claimant: 'ours', leaseMs: SHORT_TTL_MS })
  if (claim !== null) await mail.archive(claim.message.path, 'ours')
}
