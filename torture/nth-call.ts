import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { judgeDeed, type Ending } from './deed-state.js'
import { DEEDS, prepareDeed, type Deed } from './deeds.js'
import type { FaultKind } from './faulty-files.js'
import type { NthCallAnswer, NthCallJob } from './nth-call-worker.js'
import { openTally, type Outcome, type Part, type Scenario, type Side, type Stand } from './scenario.js'
import { runInTurn, startWorker } from './workers.js'
import { openWorkplace } from './workplace.js'

type Faults = readonly (readonly [FaultKind, string])[]

const DEATH: Faults = [['dead', '']]
const HALF: Faults = [
  ['short', ''],
  ['torn', 'ENOSPC'],
]
const ERRORS: Faults = [
  ...['ENOSPC', 'EACCES', 'EIO', 'EMFILE'].map((errno) => ['instead', errno] as const),
  ['after', 'EIO'],
]
const PROCESSES = 2
const SAME = 'the same'
const MOST_CHANGES = 200

export const nthCall: Scenario = {
  name: 'nth-call',
  title: 'The n-th call',
  run: async (stand) => {
    const templates = { ours: await prepareAll(stand, 'ours'), naive: await prepareAll(stand, 'naive') }
    const compare = async (part: Omit<Part, 'ours' | 'naive'>, faults: Faults): Promise<Part> => ({
      ...part,
      ours: await failEverywhere(stand, templates.ours, 'ours', faults),
      naive: await failEverywhere(stand, templates.naive, 'naive', faults),
    })
    const load = `${DEEDS.join(', ')}; the fault at every file-system call of each in turn; in memory`
    return [
      await compare(
        { promise: 'Nothing is lost and nothing stays stuck', load, faults: 'nothing more reaches the disk' },
        DEATH,
      ),
      ...(stand.isShort ? [] : [await compare(halfway(), HALF)]),
      await compare(
        {
          promise: 'Every answer is true: done means done, refused means not done, and the rest says "unknown"',
          load: SAME,
          faults: 'ENOSPC, EACCES, EIO, EMFILE instead of the call, EIO after it',
        },
        ERRORS,
      ),
      await killForReal(stand, templates),
    ]
  },
}

function halfway(): Omit<Part, 'ours' | 'naive'> {
  return {
    promise: 'Nothing is lost and nothing stays stuck',
    load: SAME,
    faults: 'reads and writes that stop halfway, silently or with ENOSPC',
  }
}

type Templates = ReadonlyMap<Deed, string>

async function prepareAll(stand: Stand, side: Side): Promise<Templates> {
  const templates = new Map<Deed, string>()
  for (const deed of DEEDS) {
    const folder = join(stand.memory, `template-${side}-${deed}`)
    await prepareDeed(deed, (agent) => openWorkplace(folder, agent, { side }))
    templates.set(deed, folder)
  }
  return templates
}

async function failEverywhere(stand: Stand, templates: Templates, side: Side, faults: Faults): Promise<Outcome> {
  const chosen = stand.isShort ? faults.slice(0, 1) : faults
  const jobs = DEEDS.flatMap((deed) =>
    chosen.map(([kind, errno]): NthCallJob => {
      const folder = join(stand.memory, `${side}-${deed}-${kind}-${errno}`)
      return { role: 'nth-call', side, deed, template: templates.get(deed) ?? '', folder, kind, errno, call: null }
    }),
  )
  const answers = await runInTurn<NthCallAnswer>(jobs, PROCESSES)
  const tally = openTally()
  const endings: Record<string, number> = {}
  for (const [index, answer] of answers.entries()) {
    if (answer === null) tally.note(`${jobs[index]?.deed ?? ''}: its process died`)
    else tally.add(answer)
    for (const [ending, count] of Object.entries(answer?.endings ?? {}))
      endings[ending] = (endings[ending] ?? 0) + count
  }
  const runs = answers.reduce((sum, answer) => sum + (answer?.faults ?? 0), 0)
  const told = Object.entries(endings).map(([ending, count]) => `${count} ${ending}`)
  return tally.outcome(`${runs} faults; ended: ${told.join(', ')}`)
}

/** Before every change that a process makes to the disk; after it is before the next one. */
async function killForReal(stand: Stand, templates: Readonly<Record<Side, Templates>>): Promise<Part> {
  return {
    promise: 'After a kill nothing is lost and nothing stays stuck',
    load: 'the same; a process of its own for every change that each makes to the disk',
    faults: 'SIGKILL before the change, until there is none left',
    ours: await killEverywhere(stand, templates.ours, 'ours'),
    naive: await killEverywhere(stand, templates.naive, 'naive'),
  }
}

async function killEverywhere(stand: Stand, templates: Templates, side: Side): Promise<Outcome> {
  const tally = openTally()
  let kills = 0
  const queue: Deed[] = stand.isShort ? ['renew', 'archive'] : [...DEEDS]
  const serve = async (): Promise<void> => {
    for (let deed = queue.shift(); deed !== undefined; deed = queue.shift()) {
      for (let call = 1; call < MOST_CHANGES; call += 1) {
        const folder = join(stand.folder, `${side}-${deed}-${call}`)
        cpSync(templates.get(deed) ?? '', folder, { recursive: true })
        const ending = await dieAt({
          role: 'nth-call',
          side,
          deed,
          template: '',
          folder,
          kind: 'killed',
          errno: '',
          call,
        })
        for (const wrong of await judgeDeed(deed, side, folder, ending)) tally.note(`at change ${call}: ${wrong}`)
        if (ending.kind !== 'died') break
        kills += 1
      }
    }
  }
  await Promise.all(Array.from({ length: PROCESSES }, serve))
  return tally.outcome(`${kills} kills`)
}

async function dieAt(job: NthCallJob): Promise<Ending> {
  const worker = startWorker(job)
  worker.begin()
  const ending = (await worker.answer) as Ending | null
  await worker.gone
  return ending ?? { kind: 'died' }
}
