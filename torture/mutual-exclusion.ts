import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { torment, type Torment } from './chaos.js'
import { listGrounds } from './grounds.js'
import type { HammerJob, HammerLine } from './hammer.js'
import { describeClash, findViolations, type Hold } from './holds.js'
import { monotonicMs } from './monotonic.js'
import { createRandom } from './random.js'
import { openTally, runUntilCaught, type Outcome, type Part, type Scenario, type Side, type Stand } from './scenario.js'
import { runTogether, startWorker } from './workers.js'

const PROCESSES = 8
const CALM_ACQUISITIONS = 20_400
const CHAOS_MS = 62_000
const NAIVE_ATTEMPTS = 6
/** In a minute: what has to be reached, and what is aimed at. */
const FEWEST_KILLS = 700
const FEWEST_STOPS = 1_500
const KILLS = 760
const STOPS = 1_640
const CHAOS_TTL_MS = 2_000
/** A waiter is stopped itself now and then, and shares two processors with a dozen others. */
const GRACE_MS = 500

export const mutualExclusion: Scenario = {
  name: 'mutual-exclusion',
  title: 'Mutual exclusion',
  run: async (stand) => [await calm(stand), await inChaos(stand)],
}

async function calm(stand: Stand): Promise<Part> {
  const rounds = Math.ceil((stand.isShort ? 320 : CALM_ACQUISITIONS) / PROCESSES)
  const naiveRounds = stand.isShort ? 80 : 400
  return {
    promise: 'No two agents hold overlapping locks at the same time',
    load: `${PROCESSES} processes, 32 overlapping globs and paths, ${rounds * PROCESSES} acquisitions; one in seven is left to expire; in memory`,
    faults: 'none',
    ours: await hammerCalmly(stand, 'ours', rounds),
    naive: await runUntilCaught(() => hammerCalmly(stand, 'naive', naiveRounds), NAIVE_ATTEMPTS),
  }
}

async function hammerCalmly(stand: Stand, side: Side, rounds: number): Promise<Outcome> {
  const folder = mkdtempSync(join(stand.memory, `calm-${side}-`))
  const jobs = Array.from({ length: PROCESSES }, (_, index) =>
    jobOf(stand, side, folder, index, { rounds, ttlMs: side === 'ours' ? 400 : 120, boundShare: 0, leftShare: 1 / 7 }),
  )
  const begun = monotonicMs()
  const answers = await runTogether(jobs)
  const seconds = (monotonicMs() - begun) / 1000
  const holds = readHolds(folder, new Map()).holds
  const tally = openTally()
  for (const clash of findViolations(holds)) tally.note(describeClash(clash))
  if (side === 'ours') for (const answer of answers) if (answer === null) tally.note('a process died')
  return tally.outcome(`${holds.length} acquisitions, ${Math.round(holds.length / seconds)}/s`)
}

async function inChaos(stand: Stand): Promise<Part> {
  const ours = await hammerInChaos(stand, 'ours', stand.isShort ? 2_000 : CHAOS_MS)
  const naive = await runUntilCaught(
    () => hammerInChaos(stand, 'naive', stand.isShort ? 1_000 : 10_000),
    NAIVE_ATTEMPTS,
  )
  return {
    promise: `No two agents hold overlapping locks at the same time, and nobody waits longer than a time to live (${CHAOS_TTL_MS / 1000} s) for one lock`,
    load: `${PROCESSES} processes, 32 overlapping globs and paths; three locks in four are bound to their process`,
    faults: `${KILLS} SIGKILL and ${STOPS} SIGSTOP/SIGCONT a minute, everybody killed is replaced`,
    ours,
    naive,
  }
}

async function hammerInChaos(stand: Stand, side: Side, forMs: number): Promise<Outcome> {
  const folder = mkdtempSync(join(stand.folder, `chaos-${side}-`))
  const torments = await torment(
    {
      crew: PROCESSES,
      forMs,
      killsPerMinute: KILLS,
      stopsPerMinute: STOPS,
      longestStopMs: 60,
      start: (number) =>
        startWorker(
          jobOf(stand, side, folder, number, {
            rounds: null,
            ttlMs: CHAOS_TTL_MS,
            boundShare: 0.75,
            leftShare: 0,
            folders: 4,
          }),
        ),
    },
    createRandom(stand.seed),
  )
  return judgeChaos(stand, side, folder, torments)
}

function judgeChaos(stand: Stand, side: Side, folder: string, torments: Torment): Outcome {
  const { holds, longestForOneMs, longestMs } = readHolds(folder, torments.killedAt)
  const tally = openTally()
  for (const clash of findViolations(holds)) tally.note(describeClash(clash))
  if (longestForOneMs > CHAOS_TTL_MS + GRACE_MS)
    tally.note(`somebody waited ${Math.round(longestForOneMs)} ms for one lock`)
  const [kills, stops] = [torments.kills / torments.minutes, torments.stops / torments.minutes].map(Math.round)
  const isEnough =
    torments.kills >= FEWEST_KILLS * torments.minutes && torments.stops >= FEWEST_STOPS * torments.minutes
  if (!stand.isShort && side === 'ours' && !isEnough)
    tally.note(`only ${kills ?? 0} kills and ${stops ?? 0} stops a minute`)
  return tally.outcome(
    `${holds.length} acquisitions, ${torments.kills} SIGKILL (${kills ?? 0}/min), ${torments.stops} SIGSTOP (${stops ?? 0}/min); longest wait for one lock ${Math.round(longestForOneMs)} ms, for all in the way ${Math.round(longestMs)} ms`,
  )
}

type Settings = Pick<HammerJob, 'rounds' | 'ttlMs' | 'boundShare' | 'leftShare'> & { readonly folders?: number }

function jobOf(stand: Stand, side: Side, folder: string, number: number, settings: Settings): HammerJob {
  const logs = `${folder}-logs`
  mkdirSync(logs, { recursive: true })
  return {
    role: 'hammer',
    side,
    folder,
    agent: `agent-${number}`,
    seed: stand.seed * 10_007 + number,
    folders: 4,
    log: join(logs, String(number)),
    ...settings,
  }
}

interface Logged {
  readonly holds: readonly Hold[]
  readonly longestForOneMs: number
  readonly longestMs: number
}

/** A lock that is bound to a process ends with it; the others of the dead last until they expire. */
function readHolds(folder: string, killedAt: ReadonlyMap<number, number>): Logged {
  const pathsOf = new Map(listGrounds(8).map(({ resource, paths }) => [resource, paths]))
  const holds: Hold[] = []
  let [longestForOneMs, longestMs] = [0, 0]
  for (const name of readdirSync(`${folder}-logs`)) {
    const lines = readFileSync(join(`${folder}-logs`, name), 'utf8')
      .split('\n')
      .slice(0, -1)
    const death = killedAt.get(Number(name)) ?? Infinity
    for (const [index, text] of lines.entries()) {
      const line = JSON.parse(text) as HammerLine
      if ('releasedAt' in line) continue
      const next = index + 1 < lines.length ? (JSON.parse(lines[index + 1] ?? '') as HammerLine) : null
      const released = next !== null && 'releasedAt' in next ? next.releasedAt : Infinity
      const until = Math.min(line.until, released, line.isBound ? death : Infinity)
      const paths = pathsOf.get(line.resource) ?? []
      if (line.from < until) holds.push({ agent: `agent-${name}.${index}`, paths, from: line.from, until })
      longestForOneMs = Math.max(longestForOneMs, line.longestForOneMs)
      longestMs = Math.max(longestMs, line.waitedMs)
    }
  }
  return { holds, longestForOneMs, longestMs }
}
