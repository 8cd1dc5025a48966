import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ProcessBinding } from '../src/core/locks/lock.js'
import { describeProcess } from '../src/processes/binding.js'
import { layDeadLocks, lockOf, putLocks } from './dead-locks.js'
import { openTally, type Outcome, type Part, type Scenario, type Side, type Stand, type Tally } from './scenario.js'
import type { TakeoverJob } from './takeover-worker.js'
import { runTogether, type WorkerOptions } from './workers.js'

const RACERS = 8
const LOCKS_A_FOLDER = 50
const FOLDERS = 20
const UNSHARE = ['unshare', '--pid', '--fork', '--mount-proc']

export const takeover: Scenario = {
  name: 'takeover',
  title: 'Takeover',
  run: async (stand) => [await raceForTheDead(stand), await judgeProcesses(stand)],
}

async function raceForTheDead(stand: Stand): Promise<Part> {
  const folders = stand.isShort ? 1 : FOLDERS
  return {
    promise: 'Of all who race for a dead lock, one gets it',
    load: `${folders * LOCKS_A_FOLDER} dead locks, ${RACERS} racers for each; expired or of an ended process, ours or another program's`,
    faults: 'the holders are dead',
    ours: await raceIn(stand, 'ours', folders),
    naive: await raceIn(stand, 'naive', folders),
  }
}

async function raceIn(stand: Stand, side: Side, folders: number): Promise<Outcome> {
  const gone = await endedProcess()
  const tally = openTally()
  let [heirs, locks] = [0, 0]
  for (let number = 0; number < folders || (side === 'naive' && isUncaught(tally) && number < FOLDERS); number += 1) {
    const folder = join(stand.memory, `dead-${side}-${number}`)
    const resources = Array.from({ length: LOCKS_A_FOLDER }, (_, index) => `dead/${number}-${index}`)
    await layDeadLocks(side, folder, resources, gone)
    const racers = Array.from({ length: RACERS }, (_, racer): TakeoverJob => {
      return { role: 'takeover', side, folder, agent: `racer-${racer}`, resources }
    })
    const won = (await runTogether<readonly string[]>(racers)).flatMap((each) => {
      if (each === null) tally.note('a racer died')
      return each ?? []
    })
    heirs += won.length
    locks += resources.length
    for (const resource of resources) {
      const count = won.filter((each) => each === resource).length
      if (count !== 1) tally.note(`${resource} has ${count} heirs`)
    }
  }
  return tally.outcome(`${heirs} heirs of ${locks} locks`)
}

/** In a short run the naive one goes on until it is caught. */
function isUncaught(tally: Tally): boolean {
  return tally.outcome('').violations === 0
}

/** What stands in the lock, from where it is looked at, and whether it may be taken. */
interface Case {
  readonly what: string
  readonly binding: ProcessBinding
  readonly mayTake: boolean
  readonly options?: WorkerOptions
}

async function judgeProcesses(stand: Stand): Promise<Part> {
  const [live, ...others] = await listCases()
  const cases = [...(live === undefined ? [] : [live.case]), ...others.map((each) => each.case)]
  try {
    return {
      promise: 'A lock ends with its process, and not with another process of the same number',
      load: cases.map(({ what }) => what).join('; '),
      faults: 'the process is killed, or is not the one that the lock names',
      ours: await judgeCases(stand, 'ours', cases),
      naive: await judgeCases(stand, 'naive', cases),
    }
  } finally {
    for (const { child } of [live, ...others].filter((each) => each !== undefined)) child?.kill('SIGKILL')
  }
}

async function judgeCases(stand: Stand, side: Side, cases: readonly Case[]): Promise<Outcome> {
  const tally = openTally()
  for (const [index, { what, binding, mayTake, options }] of cases.entries()) {
    const folder = join(stand.folder, `bound-${side}-${index}`)
    await putLocks(side, folder, [lockOf('holder', 'src/a', { process: binding })])
    const job: TakeoverJob = { role: 'takeover', side, folder, agent: 'racer', resources: ['src/a'] }
    const [won] = await runTogether<readonly string[]>([job], options)
    if (won === null || won === undefined) tally.note(`${what}: the racer died`)
    else if ((won.length === 1) !== mayTake) tally.note(`${what}: ${mayTake ? 'it stays taken' : 'it is taken over'}`)
  }
  return tally.outcome(`${cases.length} cases`)
}

async function listCases(): Promise<readonly { readonly case: Case; readonly child?: ChildProcess }[]> {
  const live = startSleeper()
  const living = bindingOf(live)
  const gone = await endedProcess()
  const reused = await reuseNumber()
  const hasNamespaces = spawnSync(UNSHARE[0] ?? '', [...UNSHARE.slice(1), 'true']).status === 0
  return [
    { case: { what: 'a process that lives', binding: living, mayTake: false }, child: live },
    { case: { what: 'one that was killed', binding: gone, mayTake: true } },
    { case: { what: 'a number with another start time', binding: { ...living, startTime: '1' }, mayTake: true } },
    ...(reused === null
      ? []
      : [{ case: { what: 'a number that the system gave out again', ...reused, mayTake: true }, child: reused.child }]),
    { case: { what: 'a number from an earlier boot', binding: { ...living, bootId: 'another' }, mayTake: true } },
    { case: { what: 'a killed one of another host', binding: { ...gone, host: 'another' }, mayTake: false } },
    {
      case: {
        what: 'a killed one of another pid namespace',
        binding: { ...gone, pidNamespace: 'pid:[1]' },
        mayTake: false,
      },
    },
    ...(hasNamespaces
      ? [
          {
            case: {
              what: 'a living one, seen from a real other namespace',
              binding: living,
              mayTake: false,
              options: { within: UNSHARE },
            },
          },
        ]
      : []),
  ]
}

function startSleeper(): ChildProcess {
  return spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' })
}

function bindingOf({ pid = 0 }: ChildProcess): ProcessBinding {
  const binding = describeProcess(pid)
  if (binding === null) throw new Error(`there is no process ${pid}`)
  return binding
}

async function endedProcess(): Promise<ProcessBinding> {
  const child = startSleeper()
  const binding = bindingOf(child)
  child.kill('SIGKILL')
  await once(child, 'close')
  return binding
}

/** Linux gives the number after the one written here; others may be faster, and then there is no such case. */
async function reuseNumber(): Promise<{ readonly binding: ProcessBinding; readonly child: ChildProcess } | null> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const binding = await endedProcess()
    try {
      writeFileSync('/proc/sys/kernel/ns_last_pid', String(binding.pid - 1))
    } catch {
      return null
    }
    const child = startSleeper()
    // A start time is counted in hundredths of a second: the first process must not have begun in the same one.
    if (child.pid === binding.pid && bindingOf(child).startTime !== binding.startTime) return { binding, child }
    child.kill('SIGKILL')
  }
  return null
}
