import { once } from 'node:events'
import { unreachable } from '../src/core/unreachable.js'
import type { ClockJob } from './clock-worker.js'
import type { CorruptionJob } from './corruption-worker.js'
import type { FleetJob } from './fleet-worker.js'
import type { FuzzJob } from './fuzz-worker.js'
import type { HammerJob } from './hammer.js'
import type { MailJob } from './mail-worker.js'
import type { NthCallJob } from './nth-call-worker.js'
import type { TakeoverJob } from './takeover-worker.js'

export type Job = ClockJob | CorruptionJob | FleetJob | FuzzJob | HammerJob | MailJob | NthCallJob | TakeoverJob

const job = JSON.parse(process.argv.at(-1) ?? '') as Job
const work = await prepare(job)
process.stdout.write('"ready"\n')
await once(process.stdin, 'data')
const answer = JSON.stringify((await work()) ?? 'done')
process.stdout.write(`${answer}\n`, () => process.exit(0))

/** Each role loads only what it needs: in chaos a worker starts a dozen times a second. */
async function prepare(job: Job): Promise<() => Promise<unknown>> {
  switch (job.role) {
    case 'clock': {
      const { meetClock } = await import('./clock-worker.js')
      return () => meetClock(job)
    }
    case 'corruption': {
      const { corrupt } = await import('./corruption-worker.js')
      return () => corrupt(job)
    }
    case 'fleet': {
      const { sail } = await import('./fleet-worker.js')
      return () => sail(job)
    }
    case 'fuzz': {
      const { fuzz } = await import('./fuzz-worker.js')
      return () => fuzz(job)
    }
    case 'hammer': {
      const { hammer } = await import('./hammer.js')
      return () => hammer(job)
    }
    case 'mail': {
      const { carry } = await import('./mail-worker.js')
      return () => carry(job)
    }
    case 'nth-call': {
      const { failNthCall } = await import('./nth-call-worker.js')
      return () => failNthCall(job)
    }
    case 'takeover': {
      const { takeEach } = await import('./takeover-worker.js')
      return () => takeEach(job)
    }
    default:
      return unreachable(job)
  }
}
