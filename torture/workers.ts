import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startSteered, type SteeredOptions } from '../test/support/fleet/steered.js'
import type { Job } from './worker.js'

/** A process that does one job: it says when it is ready, begins when it is told to, and answers once. */
export interface Worker {
  readonly pid: number
  readonly ready: Promise<void>
  readonly begin: () => void
  /** Its answer; null where it died of the job. */
  readonly answer: Promise<unknown>
  readonly gone: Promise<void>
  readonly signal: (signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' | 'SIGTERM') => void
}

export type WorkerOptions = Pick<SteeredOptions, 'within' | 'nodeOptions'>

const PROGRAM = join(fileURLToPath(new URL('.', import.meta.url)), 'worker.mjs')

export function startWorker(job: Job, options: WorkerOptions = {}): Worker {
  const { pid, ready, send, next, gone, signal } = startSteered(PROGRAM, job, options)
  return { pid, ready, begin: () => send('begin'), answer: ready.then(next), gone, signal }
}

/** All at once, and all begin together. */
export async function runTogether<T>(
  jobs: readonly Job[],
  options: WorkerOptions = {},
): Promise<readonly (T | null)[]> {
  const workers = jobs.map((job) => startWorker(job, options))
  await Promise.all(workers.map((worker) => worker.ready))
  for (const worker of workers) worker.begin()
  return (await Promise.all(workers.map((worker) => worker.answer))) as (T | null)[]
}

/** A few at a time, each as soon as there is room. */
export async function runInTurn<T>(
  jobs: readonly Job[],
  atOnce: number,
  options: WorkerOptions = {},
): Promise<readonly (T | null)[]> {
  const answers: (T | null)[] = []
  const queue = [...jobs.entries()]
  const serve = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, job] = next
      const worker = startWorker(job, options)
      worker.begin()
      answers[index] = (await worker.answer) as T | null
      await worker.gone
    }
  }
  await Promise.all(Array.from({ length: atOnce }, serve))
  return answers
}
