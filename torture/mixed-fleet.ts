import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { GLOB, NAMES, type FleetJob, type FleetLine } from './fleet-worker.js'
import { monotonicMs } from './monotonic.js'
import { findReference, startPython } from './python-fleet.js'
import { openTally, type Outcome, type Part, type Scenario, type Side, type Stand, type Tally } from './scenario.js'
import { startWorker } from './workers.js'

const EACH = 3
const FOR_MS = 12_000
const NAIVE_FOR_MS = 4_000

export const mixedFleet: Scenario = {
  name: 'mixed-fleet',
  title: 'Mixed fleet',
  run: async (stand) => {
    const reference = findReference(stand.root)
    const load = `${EACH} agents of the reference in Python and ${EACH} of ours in one folder, TZ=UTC`
    const promises = {
      calm: 'No lock of ours is taken, and no live lock of theirs is ignored',
      dying: 'The same where locks are left to expire',
      mail: 'No mail of ours is lost or doubled',
    }
    if (reference === null) {
      const left = 'the reference is not on this machine'
      const nothing = openTally().outcome(`not run: ${left}`)
      return Object.values(promises).map((promise) => ({ promise, load, faults: 'none', ours: nothing, naive: { left } }))
    }
    return [
      await meet(stand, reference, 'locks', 0, { promise: promises.calm, load: `${load}, on six names and a glob over them`, faults: 'none' }),
      await meet(stand, reference, 'locks', 0.1, { promise: promises.dying, load, faults: 'one lock in ten is left to expire, on both sides' }),
      await meet(stand, reference, 'mail', 0, { promise: promises.mail, load: `${load}, all sending to and filing from one mailbox`, faults: 'none' }),
    ]
  },
}

type Task = FleetJob['task']

async function meet(
  stand: Stand,
  reference: string,
  task: Task,
  leftShare: number,
  part: Pick<Part, 'promise' | 'load' | 'faults'>,
): Promise<Part> {
  const run = async (side: Side, forMs: number): Promise<Outcome> => {
    const folder = join(stand.folder, `${task}-${side}-${leftShare}`)
    mkdirSync(`${folder}-logs`, { recursive: true })
    mkdirSync(folder)
    const tally = openTally()
    await letThemMeet(stand, { reference, side, folder, task, leftShare, forMs }, tally)
    return task === 'locks' ? judgeLocks(folder, tally) : judgeMail(folder, tally)
  }
  const [ours, naive] = stand.isShort ? [1_000, 2_000] : [FOR_MS, NAIVE_FOR_MS]
  return { ...part, ours: await run('ours', ours), naive: await run('naive', naive) }
}

interface Meeting extends Pick<FleetJob, 'side' | 'folder' | 'task' | 'leftShare' | 'forMs'> {
  readonly reference: string
}

async function letThemMeet(stand: Stand, { reference, ...meeting }: Meeting, tally: Tally): Promise<void> {
  const logOf = (name: string): string => join(`${meeting.folder}-logs`, name)
  const ours = Array.from({ length: EACH }, (_, number) => {
    const agent = `ours-${number}`
    return startWorker({ role: 'fleet', agent, seed: stand.seed + number, log: logOf(agent), ...meeting })
  })
  const theirs = Array.from({ length: EACH }, (_, number) => {
    const agent = `theirs-${number}`
    return startPython({ reference, agent, seed: stand.seed + number, log: logOf(agent), names: NAMES, ...meeting })
  })
  await Promise.all([...ours, ...theirs].map((each) => each.ready))
  for (const worker of ours) worker.begin()
  await Promise.all(theirs.map((python) => python.run()))
  for (const answer of await Promise.all(ours.map((worker) => worker.answer)))
    if (answer === null && meeting.side === 'ours') tally.note('an agent of ours died')
}

interface FleetHold {
  readonly agent: string
  readonly resource: string
  readonly asked: number
  readonly from: number
  readonly until: number
}

/** Theirs among each other are their own matter: they are counted beside. */
function judgeLocks(folder: string, tally: Tally): Outcome {
  const holds = readdirSync(`${folder}-logs`).flatMap((name) => holdsOf(name, linesOf(folder, name)))
  const [ours, theirs] = [holds.filter(isOurs), holds.filter((hold) => !isOurs(hold))]
  for (const own of ours) {
    for (const foreign of theirs) {
      if (foreign.until <= own.from || foreign.from >= own.until) continue
      if (own.resource === foreign.resource) tally.note(describe(own, foreign))
      // They know nothing of globs: only a lock of theirs that stood before we asked is ours to see.
      else if (own.resource === GLOB && foreign.from < own.asked) tally.note(describe(own, foreign))
    }
  }
  const doubles = countDoubles(theirs)
  return tally.outcome(
    `${ours.length} acquisitions of ours, ${theirs.length} of theirs; theirs held twice among themselves: ${doubles}`,
  )
}

function isOurs({ agent }: FleetHold): boolean {
  return agent.startsWith('ours')
}

function describe(own: FleetHold, foreign: FleetHold): string {
  const [first, second] = own.from < foreign.from ? [own, foreign] : [foreign, own]
  const ms = Math.min(first.until, second.until) - second.from
  return `${first.agent} has ${first.resource}, and ${second.agent} takes ${second.resource} all the same, for ${ms.toFixed(1)} ms`
}

function countDoubles(holds: readonly FleetHold[]): number {
  return holds.reduce((sum, hold, index) => {
    const isDouble = (other: FleetHold): boolean =>
      other.resource === hold.resource && other.from < hold.until && hold.from < other.until && other.agent !== hold.agent
    return sum + holds.slice(index + 1).filter(isDouble).length
  }, 0)
}

function holdsOf(agent: string, lines: readonly FleetLine[]): readonly FleetHold[] {
  return lines.flatMap((line, index) => {
    if (!('resource' in line)) return []
    const next = lines[index + 1]
    const released = next !== undefined && 'releasedAt' in next ? next.releasedAt : monotonicMs()
    return [{ ...line, agent, until: Math.min(line.until, released) }]
  })
}

/** Every message of ours is in the mailbox or in the archive, once. */
function judgeMail(folder: string, tally: Tally): Outcome {
  const sent = readdirSync(`${folder}-logs`).flatMap((name) =>
    linesOf(folder, name).flatMap((line) => ('sent' in line ? [line.sent] : [])),
  )
  const counts = new Map<string, number>()
  let unreadable = 0
  for (const path of ['To_Team', 'ARCHIVE'].flatMap((name) => filesIn(join(folder, 'comm', name)))) {
    const id = idIn(path)
    if (id === null) unreadable += 1
    else counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  for (const id of sent) if (counts.get(id) !== 1) tally.note(`${id} is there ${counts.get(id) ?? 0} times`)
  return tally.outcome(`${sent.length} messages of ours, ${counts.size} in all, ${unreadable} unreadable files`)
}

function filesIn(folder: string): readonly string[] {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : []
  return names.map((name) => join(folder, name))
}

function idIn(path: string): string | null {
  try {
    return (JSON.parse(readFileSync(path, 'utf8')) as { id: string }).id
  } catch {
    return null
  }
}

function linesOf(folder: string, name: string): readonly FleetLine[] {
  const path = join(`${folder}-logs`, name)
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => JSON.parse(text) as FleetLine)
}
