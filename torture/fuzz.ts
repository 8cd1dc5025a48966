import type { FuzzAnswer, FuzzJob } from './fuzz-worker.js'
import { PARSERS } from './fuzzed-parsers.js'
import { openTally, type Outcome, type Part, type Scenario, type Side, type Stand } from './scenario.js'
import { startWorker } from './workers.js'

const RUNS = 20_000
const PROCESSES = 2
/** More for all texts of one parser, and it hangs. */
const PATIENCE_MS = 120_000
const NAIVE_PATIENCE_MS = 5_000
/** Of heap. A parser that needs more for such texts does not come to an end. */
const MEGABYTES = 256

export const fuzzing: Scenario = {
  name: 'fuzz',
  title: 'Fuzzing',
  run: async (stand) => {
    const runs = stand.isShort ? 300 : RUNS
    const ours = Object.keys(PARSERS)
    const naive = ours.filter((name) => PARSERS[name]?.readNaively !== null)
    const part: Part = {
      promise: 'Every parser of outside text gives a value or a named problem, in bounded time and memory',
      load: `${runs} texts of up to 100 KB for each of ${ours.length} parsers: ${ours.join(', ')}`,
      faults: `noise, text, JSON, patterns, and what was meant, damaged up to four times; at most 500 ms of processor and 96 MB of heap for one text`,
      ours: await fuzzEach(stand, 'ours', ours, runs),
      naive: await fuzzEach(stand, 'naive', naive, runs),
    }
    return [part]
  },
}

async function fuzzEach(stand: Stand, side: Side, parsers: readonly string[], runs: number): Promise<Outcome> {
  const tally = openTally()
  const queue = [...parsers]
  const answers: FuzzAnswer[] = []
  const serve = async (): Promise<void> => {
    for (let parser = queue.shift(); parser !== undefined; parser = queue.shift()) {
      const answer = await fuzzOne({ role: 'fuzz', side, parser, runs, seed: stand.seed })
      if (typeof answer === 'string') tally.note(`${parser}: ${answer}`)
      else answers.push(answer)
      if (typeof answer !== 'string' && answer.failure !== null) tally.note(`${parser}: ${answer.failure}`)
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

/** What went wrong with the process itself, as a text. */
async function fuzzOne(job: FuzzJob): Promise<FuzzAnswer | string> {
  const worker = startWorker(job, { nodeOptions: [`--max-old-space-size=${MEGABYTES}`] })
  await worker.ready
  worker.begin()
  let isLate = false
  const timer = setTimeout(
    () => {
      isLate = true
      worker.signal('SIGKILL')
    },
    job.side === 'ours' ? PATIENCE_MS : NAIVE_PATIENCE_MS,
  )
  const answer = (await worker.answer) as FuzzAnswer | null
  clearTimeout(timer)
  return answer ?? (isLate ? 'it hangs' : 'its process died')
}
