import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { GLOB, NAMES, type FleetJob, type FleetLine } from './fleet-worker.js'
import { monotonicMs } from './monotonic.js'
import { findReference, startPython } from './python-fleet.js'
import {
  openTally,
  runUntilCaught,
  type Outcome,
  type Part,
  type Scenario,
  type Side,
  type Stand,
  type Tally,
} from './scenario.js'
import { startWorker } from './workers.js'

const FOR_MS = 12_000
const NAIVE_FOR_MS = 4_000
const NAIVE_ATTEMPTS = 6

/** So many of ours and of theirs. */
interface Fleet {
  readonly ours: number
  readonly theirs: number
  readonly task: FleetJob['task']
  readonly leftShare: number
}

const FLEETS: readonly (Fleet & Pick<Part, 'promise' | 'load' | 'faults'>)[] = [
  {
    promise: 'Nobody takes a lock of ours, and we ignore no live lock of theirs',
    load: '5 agents of ours and one of the Python reference in one folder, TZ=UTC, on six names and a glob over them',
    faults: 'none',
    ...{ ours: 5, theirs: 1, task: 'locks', leftShare: 0 },
  },
  {
    promise: 'Nobody takes a lock of ours, whatever their programs do to each other',
    load: '3 agents of ours and 3 of the reference, on the same names',
    faults: 'one lock in ten is left to expire, on both sides; theirs remove what they find half written',
    ...{ ours: 3, theirs: 3, task: 'locks', leftShare: 0.1 },
  },
  {
    promise: 'No mail of ours is lost or doubled',
    load: '3 agents of ours and 3 of the reference, all sending to and filing from one mailbox',
    faults: 'none',
    ...{ ours: 3, theirs: 3, task: 'mail', leftShare: 0 },
  },
]

export const mixedFleet: Scenario = {
  name: 'mixed-fleet',
  title: 'Mixed fleet',
  run: async (stand) => {
    const reference = findReference(stand.root)
    const parts: Part[] = []
    for (const fleet of FLEETS) {
      const { promise, load, faults } = fleet
      const left = 'the reference is not on this machine'
      const nothing = openTally().outcome(`not run: ${left}`)
      if (reference === null) parts.push({ promise, load, faults, ours: nothing, naive: { left } })
      else parts.push(await meet(stand, reference, fleet))
    }
    return parts
  },
}

async function meet(
  stand: Stand,
  reference: string,
  { promise, load, faults, ...fleet }: (typeof FLEETS)[number],
): Promise<Part> {
  let runs = 0
  const run = async (side: Side, forMs: number): Promise<Outcome> => {
    const folder = join(stand.folder, `${fleet.task}-${fleet.theirs}-${(runs += 1)}`)
    mkdirSync(`${folder}-logs`, { recursive: true })
    mkdirSync(folder)
    const tally = openTally()
    await letThemMeet(stand, fleet, { reference, side, folder, forMs }, tally)
    return fleet.task === 'locks' ? judgeLocks(folder, fleet, tally) : judgeMail(folder, tally)
  }
  const [ours, naive] = stand.isShort ? [700, 1_000] : [FOR_MS, NAIVE_FOR_MS]
  const naiveOutcome = await runUntilCaught(() => run('naive', naive), NAIVE_ATTEMPTS)
  return { promise, load, faults, ours: await run('ours', ours), naive: naiveOutcome }
}

interface Meeting extends Pick<FleetJob, 'side' | 'folder' | 'forMs'> {
  readonly reference: string
}

async function letThemMeet(
  stand: Stand,
  fleet: Fleet,
  { reference, ...meeting }: Meeting,
  tally: Tally,
): Promise<void> {
  const logOf = (name: string): string => join(`${meeting.folder}-logs`, name)
  const { task, leftShare } = fleet
  const ours = Array.from({ length: fleet.ours }, (_, number) => {
    const agent = `ours-${number}`
    return startWorker({
      role: 'fleet',
      agent,
      task,
      leftShare,
      seed: stand.seed + number,
      log: logOf(agent),
      ...meeting,
    })
  })
  const theirs = Array.from({ length: fleet.theirs }, (_, number) => {
    const agent = `theirs-${number}`
    const job = { reference, agent, task, leftShare, seed: stand.seed + number, names: NAMES, ...meeting }
    return startPython({ ...job, log: logOf(agent) })
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

/**
 * Theirs take from each other what they find half written, and from that moment the file that ours go by is gone:
 * where there are several of theirs, a lock of theirs that ours did not see is counted beside.
 */
function judgeLocks(folder: string, fleet: Fleet, tally: Tally): Outcome {
  const holds = readdirSync(`${folder}-logs`).flatMap((name) => holdsOf(name, linesOf(folder, name)))
  const [ours, theirs] = [holds.filter(isOurs), holds.filter((hold) => !isOurs(hold))]
  let unseen = 0
  for (const own of ours) {
    for (const foreign of theirs) {
      if (foreign.until <= own.from || foreign.from >= own.until || !isAgainst(own, foreign)) continue
      if (own.from < foreign.from || fleet.theirs === 1) tally.note(describe(own, foreign))
      else unseen += 1
    }
  }
  const beside =
    fleet.theirs === 1 ? '' : `; theirs held twice among themselves: ${countDoubles(theirs)}, unseen by ours: ${unseen}`
  return tally.outcome(`${ours.length} acquisitions of ours, ${theirs.length} of theirs${beside}`)
}

/** They know nothing of globs: only a lock of theirs that stood before we asked for one is ours to see. */
function isAgainst(own: FleetHold, foreign: FleetHold): boolean {
  return own.resource === foreign.resource || (own.resource === GLOB && foreign.from < own.asked)
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
      other.resource === hold.resource &&
      other.from < hold.until &&
      hold.from < other.until &&
      other.agent !== hold.agent
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
