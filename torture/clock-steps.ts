import { join } from 'node:path'
import { renewLocks } from '../src/app/locks/renew-locks.js'
import { unlockPaths } from '../src/app/locks/unlock-paths.js'
import type { AgentName } from '../src/core/agent-name.js'
import { ProblemError } from '../src/core/problems/problem.js'
import { HOUR_MS, MINUTE_MS } from '../src/core/time.js'
import { acquireNaively } from './clock-worker.js'
import { HELD, requestOf } from './deeds.js'
import { openTally, type Outcome, type Side, type Tally } from './scenario.js'
import { lockIn, openWorkplace, type Workplace } from './workplace.js'

/** A clock that everybody shares and somebody sets. */
interface Clock {
  stepMs: number
}

const alice = 'alice' as AgentName
/** More looks at the clock than a request takes. */
const MOST_LOOKS = 60

/** A step of an hour at every look at the clock in turn, and between the requests of two who want one lock. */
export async function stepClock(folder: string, side: Side): Promise<Outcome> {
  const tally = openTally()
  let steps = 0
  for (const stepMs of [HOUR_MS, -HOUR_MS]) {
    for (let look = 1; look <= MOST_LOOKS; look += 1) {
      const place = join(folder, `${side}-${stepMs}-${look}`)
      const isHit = await stepWithinAcquire(place, side, { stepMs, look }, tally)
      await stepWithinClaim(`${place}-mail`, side, { stepMs, look }, tally)
      if (!isHit) break
      steps += 2
    }
    await stepBetween(join(folder, `${side}-${stepMs}-between`), side, stepMs, tally)
    steps += 3
  }
  return tally.outcome(`${steps} steps`)
}

interface Step {
  readonly stepMs: number
  readonly look: number
}

/** @returns false where the request was over before the clock stepped */
async function stepWithinAcquire(folder: string, side: Side, step: Step, tally: Tally): Promise<boolean> {
  const clock = startClock(step)
  const me = openWorkplace(folder, 'alice', { side, now: clock.now })
  const acquire = side === 'ours' ? lockIn(me, request()) : acquireNaively(me, 10 * MINUTE_MS)
  const granted = await orProblem(acquire)
  const after = openWorkplace(folder, 'carol', { side, now: clock.settled })
  if (typeof granted !== 'string') {
    const left = Math.min(...granted.locks.map((lock) => lock.expiresAt)) - clock.settled()
    if (left <= 0) tally.note(`a lock is reported ${Math.round(-left / MINUTE_MS)} min after its end`)
    else if (typeof (await orProblem(lockIn(after, request()))) !== 'string') tally.note('two hold one lock')
  } else if (granted !== 'lock-expired-meanwhile') tally.note(`an acquire ends with ${granted}`)
  return clock.hasStepped()
}

async function stepWithinClaim(folder: string, side: Side, step: Step, tally: Tally): Promise<void> {
  const before = openWorkplace(folder, 'bob', { side })
  await before.mail.send({ from: alice, to: alice, type: 'TASK', priority: 5, payload: {} })
  const clock = startClock(step)
  const { mail } = openWorkplace(folder, 'alice', { side, now: clock.now })
  const claim = await mail.claim(alice, { claimant: 'alice/1', leaseMs: 10 * MINUTE_MS })
  if (claim === null) return
  if (claim.expiresAt <= clock.settled()) tally.note('a claim is reported after its end')
  const after = openWorkplace(folder, 'alice', { side, now: clock.settled }).mail
  const second = await after.claim(alice, { claimant: 'alice/2', leaseMs: MINUTE_MS })
  if (second !== null) tally.note('two claim one message')
}

/** Alice takes a lock, the clock steps, bob tries; whoever has it keeps it when the clock steps back. */
async function stepBetween(folder: string, side: Side, stepMs: number, tally: Tally): Promise<void> {
  const clock: Clock = { stepMs: 0 }
  const as = (agent: string): Workplace => openWorkplace(folder, agent, { side, now: () => Date.now() + clock.stepMs })
  await lockIn(as('alice'), request())
  clock.stepMs = stepMs
  const bobs = await orProblem(lockIn(as('bob'), request()))
  const hasBob = typeof bobs !== 'string'
  if (hasBob !== stepMs > 0) tally.note(`bob ${hasBob ? 'has' : 'does not get'} what alice took an hour ago`)
  const renewed = await orProblem(renewLocks(as('alice'), [HELD], 10 * MINUTE_MS))
  if (hasBob && typeof renewed !== 'string') tally.note('alice renews what bob has')
  const released = await orProblem(unlockPaths(as('alice'), { references: [HELD], all: false, force: null }))
  if (hasBob && typeof released !== 'string') tally.note('alice releases what bob has')
  clock.stepMs = 0
  const carols = await orProblem(lockIn(as('carol'), request()))
  if (hasBob && typeof carols !== 'string') tally.note('carol takes what bob has')
  if (!hasBob && typeof carols === 'string') tally.note(`carol does not get what alice released: ${carols}`)
}

function startClock({ stepMs, look }: Step): {
  readonly now: () => number
  readonly settled: () => number
  readonly hasStepped: () => boolean
} {
  let looks = 0
  return {
    now: () => {
      looks += 1
      return Date.now() + (looks >= look ? stepMs : 0)
    },
    settled: () => Date.now() + (looks >= look ? stepMs : 0),
    hasStepped: () => looks >= look,
  }
}

function request(): ReturnType<typeof requestOf> {
  return requestOf(HELD, 10 * MINUTE_MS)
}

async function orProblem<T>(work: Promise<T>): Promise<T | string> {
  try {
    return await work
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.code
    throw error
  }
}
