import { setTimeout as pause } from 'node:timers/promises'
import type { FuzzAnswer, FuzzJob } from './fuzz-worker.js'
import { PARSERS } from './fuzzed-parsers.js'
import { openTally, type Outcome, type Part, type Scenario, type Side, type Stand } from './scenario.js'
import { startWorker } from './workers.js'

const RUNS = 20_000
const PROCESSES = 2
/** More for all texts of one parser, and it hangs. */
const PATIENCE_MS = 120_000
const NAIVE_PATIENCE_MS = 3_000
/** A process of its own for each parser takes longer to start than a short run takes. */
const SHORT_GROUP = 7
/** Of heap. A parser that needs more for such texts does not come to an end. */
const MEGABYTES = 256

export const fuzzing: Scenario = {
  name: 'fuzz',
  title: 'Fuzzing',
  run: async (stand) => {
    const runs = stand.isShort ? 300 : RUNS
    const ours = Object.keys(PARSERS)
    const naive = ours.filter((name) => PARSERS[name]?.readNaively !== null).slice(0, stand.isShort ? 2 : Infinity)
    const part: Part = {
      promise: 'Every parser of outside text gives a value or a named problem, in bounded time and memory',
      load: `${runs} texts of up to 100 KB for each of ${ours.length} parsers: ${ours.join(', ')}`,
      faults: `noise, text, JSON, patterns, and valid input damaged up to four times; at most 25 times the processor time of a fixed piece of work, and 96 MB of heap, for one text`,
      ours: await fuzzEach(stand, 'ours', ours, runs),
      naive: await fuzzEach(stand, 'naive', naive, runs),
    }
    return [part]
  },
}

async function fuzzEach(stand: Stand, side: Side, parsers: readonly string[], runs: number): Promise<Outcome> {
  const tally = openTally()
  const queue = inGroups(parsers, stand.isShort && side === 'ours' ? SHORT_GROUP : 1)
  const answers: FuzzAnswer[] = []
  const serve = async (): Promise<void> => {
    for (let group = queue.shift(); group !== undefined; group = queue.shift()) {
      const answer = await fuzzOne({ role: 'fuzz', side, parsers: group, runs, seed: stand.seed })
      if (typeof answer === 'string') tally.note(`${group.join(', ')}: ${answer}`)
      else answers.push(answer)
      if (typeof answer !== 'string' && answer.failure !== null) tally.note(answer.failure)
    }
  }
  await Promise.all(Array.from({ length: PROCESSES }, serve))
  const total = answers.reduce((sum, answer) => sum + answer.runs, 0)
  const longest = Math.max(0, ...answers.map((answer) => answer.longestMs))
  const most = Math.max(0, ...answers.map((answer) => answer.mostBytes)) / 1024 / 1024
  const peak = Math.max(0, ...answers.map((answer) => answer.peakMegabytes))
  return tally.outcome(
    `${total} texts; the slowest took ${longest.toFixed(0)} ms, the largest ${most.toFixed(0)} MB of heap; no process over ${peak.toFixed(0)} MB`,
  )
}

function inGroups(parsers: readonly string[], size: number): string[][] {
  const count = Math.ceil(parsers.length / size)
  return Array.from({ length: count }, (_, index) => parsers.slice(index * size, (index + 1) * size))
}

/** What went wrong with the process itself, as a text. */
async function fuzzOne(job: FuzzJob): Promise<FuzzAnswer | string> {
  const worker = startWorker(job, { nodeOptions: [`--max-old-space-size=${MEGABYTES}`] })
  await worker.ready
  worker.begin()
  const patience = new AbortController()
  const late = pause(job.side === 'ours' ? PATIENCE_MS : NAIVE_PATIENCE_MS, 'it hangs', { signal: patience.signal })
  const answer = await Promise.race([worker.answer, late])
  patience.abort()
  late.catch(() => undefined)
  worker.signal('SIGKILL')
  return (answer as FuzzAnswer | string | null) ?? 'its process died'
}
