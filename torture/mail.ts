import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { MINUTE_MS } from '../src/core/time.js'
import { describeClash, findViolations, type Hold } from './holds.js'
import { TEAM, type MailJob, type MailLine } from './mail-worker.js'
import { monotonicMs } from './monotonic.js'
import { createRandom, type Random } from './random.js'
import { openTally, type Outcome, type Part, type Scenario, type Side, type Stand, type Tally } from './scenario.js'
import { startWorker, type Worker } from './workers.js'
import { openWorkplace } from './workplace.js'

const MESSAGES = 10_000
const SENDERS = 8
const CLAIMERS = 8
const LEASE_MS = 2_000
const KILLS_PER_SECOND = 4
const LONGEST_MS = 5 * MINUTE_MS

export const mail: Scenario = {
  name: 'mail',
  title: 'Mail',
  run: async (stand) => [await deliver(stand)],
}

async function deliver(stand: Stand): Promise<Part> {
  const messages = stand.isShort ? 160 : MESSAGES
  return {
    promise: 'No message is lost or doubled, and one claimant at a time works on each',
    load: `${SENDERS} senders, ${CLAIMERS} claimers, ${messages} messages in one mailbox`,
    faults: `a SIGKILL for a sender or claimer ${KILLS_PER_SECOND} times a second; claims last ${LEASE_MS / 1000} s`,
    ours: await deliverIn(stand, 'ours', messages),
    naive: await deliverIn(stand, 'naive', stand.isShort ? 160 : MESSAGES / 20),
  }
}

/** A place in the crew; whoever stands in it is replaced when killed. */
interface Lane {
  readonly name: string
  readonly log: string
  readonly kind: 'send' | 'claim'
  worker: Worker
  isDone: boolean
}

async function deliverIn(stand: Stand, side: Side, messages: number): Promise<Outcome> {
  const folder = join(stand.folder, side)
  mkdirSync(`${folder}-logs`)
  const share = Math.ceil(messages / SENDERS)
  const begun = monotonicMs()
  const lanes = [
    ...Array.from({ length: SENDERS }, (_, number) => openLane(folder, side, 'send', number, share)),
    ...Array.from({ length: CLAIMERS }, (_, number) => openLane(folder, side, 'claim', number, share)),
  ]
  const kills = await keepKilling({ lanes, folder, side, share }, createRandom(stand.seed))
  const seconds = (monotonicMs() - begun) / 1000
  const left = await workOffRest(folder, side)
  return judge(folder, side, { kills, seconds, left })
}

function openLane(folder: string, side: Side, kind: Lane['kind'], number: number, share: number): Lane {
  const name = `${kind}er-${number}`
  const log = join(`${folder}-logs`, name)
  return { name, log, kind, worker: enlist({ folder, side, name, log, kind }, share), isDone: false }
}

function enlist(
  { folder, side, name, log, kind }: Pick<MailJob, 'folder' | 'side' | 'name' | 'log'> & Pick<Lane, 'kind'>,
  count: number,
): Worker {
  const task = kind === 'send' ? { kind, count } : { kind, leaseMs: LEASE_MS }
  const worker = startWorker({ role: 'mail', side, folder, name, log, task })
  worker.begin()
  return worker
}

interface Crew {
  readonly lanes: readonly Lane[]
  readonly folder: string
  readonly side: Side
  /** How many messages each sender sends. */
  readonly share: number
}

async function keepKilling(crew: Crew, random: Random): Promise<number> {
  const begun = monotonicMs()
  const isOver = observe(crew)
  let kills = 0
  for (const lane of crew.lanes) watch(lane)
  for (;;) {
    await pause(1000 / KILLS_PER_SECOND)
    if (monotonicMs() - begun > LONGEST_MS || (await isOver())) break
    await killOne(crew, random.pick(crew.lanes.filter((lane) => !lane.isDone)))
    kills += 1
  }
  for (const lane of crew.lanes) lane.worker.signal('SIGKILL')
  await Promise.all(crew.lanes.map((lane) => lane.worker.gone))
  return kills
}

/** Everything is sent, and nothing waits but what a dead archiver holds: that is back after a minute only. */
function observe({ lanes, folder, side }: Crew): () => Promise<boolean> {
  const { mail: box } = openWorkplace(folder, 'observer', { side })
  let fewSince = Infinity
  return async () => {
    const isSent = lanes.every((lane) => lane.kind === 'claim' || lane.isDone)
    const waiting = isSent ? await box.peek(TEAM) : Infinity
    fewSince = waiting < 2 * CLAIMERS ? Math.min(fewSince, monotonicMs()) : Infinity
    return waiting === 0 || monotonicMs() - fewSince > 2 * LEASE_MS
  }
}

async function killOne({ folder, side, share }: Crew, victim: Lane): Promise<void> {
  victim.worker.signal('SIGKILL')
  await victim.worker.gone
  const rest = victim.kind === 'send' ? share - linesOf(victim.log).length : 0
  if (victim.kind === 'send' && rest <= 0) victim.isDone = true
  else victim.worker = enlist({ ...victim, folder, side }, rest)
  watch(victim)
}

/** An answer means that all is sent. */
function watch(lane: Lane): void {
  const { worker } = lane
  void worker.answer.then((answer) => {
    if (answer !== null && worker === lane.worker) lane.isDone = true
  })
}

/** By a clock for which every lease of the dead has run out. */
async function workOffRest(folder: string, side: Side): Promise<number> {
  const { mail: box } = openWorkplace(folder, 'last', { side, now: () => Date.now() + 5 * MINUTE_MS })
  let left = 0
  for (;;) {
    const claim = await box.claim(TEAM, { claimant: 'last', leaseMs: MINUTE_MS })
    if (claim === null) return left
    await box.archive(claim.message.path, 'last')
    left += 1
  }
}

interface Course {
  readonly kills: number
  readonly seconds: number
  readonly left: number
}

function judge(folder: string, side: Side, { kills, seconds, left }: Course): Outcome {
  const tally = openTally()
  const logs = readdirSync(`${folder}-logs`).map((name) => ({ name, lines: linesOf(join(`${folder}-logs`, name)) }))
  const all = logs.flatMap((log) => log.lines)
  const sent = all.flatMap((line) => ('sent' in line ? [line.sent] : []))
  const counts = countEach(idsIn(join(folder, 'comm', 'ARCHIVE')))
  for (const id of sent) if (!counts.has(id)) tally.note(`${id} was sent and is lost`)
  for (const [id, count] of counts) if (count > 1) tally.note(`${id} is in the archive ${count} times`)
  // Who is killed while it sends does not say whether it has.
  if (side === 'ours' && counts.size - new Set(sent).size > kills) tally.note('more messages than anybody sent')
  judgeClaims(
    all,
    logs.flatMap(({ name, lines }) => claimsOf(name, lines)),
    tally,
  )
  return tally.outcome(
    `${sent.length} sent, ${counts.size} in the archive, ${kills} SIGKILL, ${Math.round(seconds)} s (${Math.round(sent.length / seconds)}/s), ${left} worked off after the kills`,
  )
}

function judgeClaims(all: readonly MailLine[], claims: readonly Hold[], tally: Tally): void {
  const archived = all.flatMap((line) => ('archived' in line ? [line] : []))
  const ends = new Map(archived.map((line) => [line.archived, line.at]))
  for (const [id, count] of countEach(archived.map((line) => line.archived)))
    if (count > 1) tally.note(`${id} was archived ${count} times`)
  for (const clash of findViolations(claims)) tally.note(describeClash(clash))
  for (const claim of claims)
    if (claim.from > (ends.get(claim.paths[0] ?? '') ?? Infinity))
      tally.note(`${claim.agent} claimed what was archived`)
}

/** One claimant keeps a message until the lease ends or it begins to archive it. */
function claimsOf(name: string, lines: readonly MailLine[]): readonly Hold[] {
  return lines.flatMap((line, index) => {
    if (!('claimed' in line)) return []
    const next = lines[index + 1]
    const until = next !== undefined && 'archiving' in next ? Math.min(line.until, next.at) : line.until
    return [{ agent: `${name}.${index}`, paths: [line.claimed], from: line.from, until }]
  })
}

function linesOf(path: string): readonly MailLine[] {
  if (!existsSync(path)) return []
  const texts = readFileSync(path, 'utf8').split('\n')
  return texts.slice(0, -1).map((text) => JSON.parse(text) as MailLine)
}

function idsIn(archive: string): readonly string[] {
  const names = existsSync(archive) ? readdirSync(archive) : []
  return names.map((name) => {
    try {
      return (JSON.parse(readFileSync(join(archive, name), 'utf8')) as { id: string }).id
    } catch {
      return `torn ${name}`
    }
  })
}

function countEach(ids: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}
