import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ProblemError } from '../src/core/problems/problem.js'
import { judgeDeed, UNTOLD, type Ending } from './deed-state.js'
import { DO, type Deed } from './deeds.js'
import { openFaultyFiles, type Fault, type FaultKind } from './faulty-files.js'
import { openTally, type Outcome, type Side } from './scenario.js'
import { openWorkplace } from './workplace.js'

/** A deed, again and again, with one fault at its first call, its second, and so on; or once, at one call. */
export interface NthCallJob {
  readonly role: 'nth-call'
  readonly side: Side
  readonly deed: Deed
  /** Holds what the deed finds; it is copied. */
  readonly template: string
  readonly folder: string
  readonly kind: FaultKind
  readonly errno: string
  /** Null: at every call in turn. */
  readonly call: number | null
}

export interface NthCallAnswer extends Outcome {
  /** How many runs met their fault. */
  readonly faults: number
  readonly endings: Readonly<Record<string, number>>
}

const MOST_CALLS = 2_000

export async function failNthCall(job: NthCallJob): Promise<NthCallAnswer | Ending> {
  const files = openFaultyFiles()
  const doFaulty = async (folder: string, fault: Fault, counts: 'all' | 'changes'): Promise<[Ending, boolean]> => {
    const workspace = openWorkplace(folder, 'alice', { side: job.side })
    files.arm(fault, counts)
    const ending = await endingOf(DO[job.deed](workspace), job.side)
    const { isHit } = files.disarm()
    return [isHit && fault.kind === 'dead' ? { kind: 'died' } : ending, isHit]
  }
  if (job.call !== null) return (await doFaulty(job.folder, { ...job, call: job.call }, 'changes'))[0]
  const tally = openTally()
  const endings: Record<string, number> = {}
  let call = 1
  for (let isHit = true; isHit; call += 1) {
    if (call > MOST_CALLS) throw new Error(`${job.deed} makes more than ${MOST_CALLS} calls`)
    const folder = join(job.folder, String(call))
    cpSync(job.template, folder, { recursive: true })
    const [ending, wasHit] = await doFaulty(folder, { ...job, call }, 'all')
    for (const wrong of await judgeDeed(job.deed, job.side, folder, ending))
      tally.note(`${job.kind} ${job.errno} at call ${call}: ${wrong}`)
    endings[ending.kind] = (endings[ending.kind] ?? 0) + 1
    rmSync(folder, { recursive: true, force: true })
    isHit = wasHit
  }
  return { ...tally.outcome(''), faults: call - 2, endings }
}

async function endingOf(deed: Promise<unknown>, side: Side): Promise<Ending> {
  try {
    return { kind: 'done', value: await deed }
  } catch (error) {
    if (!(error instanceof ProblemError)) {
      const message = error instanceof Error ? error.message : String(error)
      // The naive one has no names for its problems, and that is not what it is to be caught by.
      return side === 'ours' ? { kind: 'broke', message } : { kind: 'refused', code: message, reached: [] }
    }
    const { problem } = error
    if (problem.code === 'outcome-unknown') return { kind: 'unknown' }
    if (problem.code === 'done-untold') return { kind: 'done', value: UNTOLD }
    const reached = problem.code === 'broadcast-incomplete' ? problem.reached : []
    return { kind: 'refused', code: problem.code, reached }
  }
}
