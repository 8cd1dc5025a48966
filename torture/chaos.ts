import { setTimeout as pause } from 'node:timers/promises'
import { monotonicMs } from './monotonic.js'
import type { Random } from './random.js'
import type { Worker } from './workers.js'

/** Workers that are killed, stopped and replaced, so that there are always as many. */
export interface Chaos {
  readonly crew: number
  readonly forMs: number
  readonly killsPerMinute: number
  readonly stopsPerMinute: number
  /** How long a stopped one stands still. */
  readonly longestStopMs: number
  /** Starts the next worker, which was never told to begin. */
  readonly start: (number: number) => Worker
}

export interface Torment {
  readonly kills: number
  readonly stops: number
  readonly minutes: number
  /** When each worker was killed, by its number. */
  readonly killedAt: ReadonlyMap<number, number>
}

interface Member {
  readonly number: number
  readonly worker: Worker
}

const SPARE = 4
const TICK_MS = 4

/** Kills everyone in the end. */
export async function torment(chaos: Chaos, random: Random): Promise<Torment> {
  const killedAt = new Map<number, number>()
  let started = 0
  const startNext = (): Member => ({ number: started, worker: chaos.start(started++) })
  const spares = Array.from({ length: SPARE }, startNext)
  const crew = await Promise.all(Array.from({ length: chaos.crew }, async () => enlist(startNext())))
  const begun = monotonicMs()
  let kills = 0
  let stops = 0
  while (monotonicMs() - begun < chaos.forMs) {
    const minutes = (monotonicMs() - begun) / 60_000
    while (kills < minutes * chaos.killsPerMinute) {
      const place = random.below(crew.length)
      kill(crew[place], killedAt)
      crew[place] = await enlist(spares.shift() ?? startNext())
      spares.push(startNext())
      kills += 1
    }
    while (stops < minutes * chaos.stopsPerMinute) {
      stopAWhile(random.pick(crew), random.below(chaos.longestStopMs))
      stops += 1
    }
    await pause(TICK_MS)
  }
  const minutes = (monotonicMs() - begun) / 60_000
  for (const member of [...crew, ...spares]) kill(member, killedAt)
  await Promise.all([...crew, ...spares].map(({ worker }) => worker.gone))
  return { kills, stops, minutes, killedAt }
}

async function enlist(member: Member): Promise<Member> {
  await member.worker.ready
  member.worker.begin()
  return member
}

/** The time is taken before: what the dead one did later it did not do. */
function kill(member: Member | undefined, killedAt: Map<number, number>): void {
  if (member === undefined) return
  killedAt.set(member.number, monotonicMs())
  member.worker.signal('SIGKILL')
}

function stopAWhile({ worker }: Member, forMs: number): void {
  worker.signal('SIGSTOP')
  setTimeout(() => worker.signal('SIGCONT'), forMs)
}
