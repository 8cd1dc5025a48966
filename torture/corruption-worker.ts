import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AgentName } from '../src/core/agent-name.js'
import type { Lock } from '../src/core/locks/lock.js'
import type { StoredMessage } from '../src/core/mail/message.js'
import { ProblemError } from '../src/core/problems/problem.js'
import { HOUR_MS, MINUTE_MS } from '../src/core/time.js'
import type { LockSnapshot } from '../src/store/lock-store.js'
import { lockOf, putForeignLock, putLocks } from './dead-locks.js'
import { mutate } from './mutations.js'
import { createRandom, type Random } from './random.js'
import { openTally, type Outcome, type Side, type Tally } from './scenario.js'
import { openWorkplace } from './workplace.js'

/** State files of a store of its own, damaged one after the other, each read and mended again. */
export interface CorruptionJob {
  readonly role: 'corruption'
  readonly side: Side
  readonly folder: string
  readonly runs: number
  readonly seed: number
}

export interface CorruptionAnswer extends Outcome {
  readonly refused: number
  readonly unharmed: number
  /** Damage to a file of a format without a sum that left a record by its rules: it says what it says. */
  readonly otherRecords: number
}

interface Target {
  readonly kind: 'table' | 'foreign' | 'shown' | 'message' | 'claim'
  readonly path: string
  readonly bytes: Buffer
  readonly judge: (damaged: Buffer) => Promise<Verdict>
}

type Verdict = 'refused' | 'unharmed' | 'other-record' | { readonly wrong: string }

export async function corrupt({ side, folder, runs, seed }: CorruptionJob): Promise<CorruptionAnswer> {
  const random = createRandom(seed)
  const tally = openTally()
  const counts = { refused: 0, unharmed: 0, 'other-record': 0 }
  const targets = side === 'ours' ? await layOurs(folder) : await layNaive(folder)
  for (let run = 0; run < runs; run += 1) {
    const target = chooseTarget(targets, random)
    const damaged = mutate(target.bytes, random)
    writeFileSync(target.path, damaged)
    const verdict = await target.judge(damaged)
    if (typeof verdict === 'string') counts[verdict] += 1
    else noteDamage(tally, target, verdict.wrong, damaged)
    writeFileSync(target.path, target.bytes)
  }
  const { refused, unharmed } = counts
  return { ...tally.outcome(''), refused, unharmed, otherRecords: counts['other-record'] }
}

function noteDamage(tally: Tally, { kind }: Target, wrong: string, damaged: Buffer): void {
  tally.note(`${kind}: ${wrong}: ${JSON.stringify(damaged.toString('latin1').slice(0, 60))}`)
}

/** The table is what everything hangs on. */
function chooseTarget(targets: readonly Target[], random: Random): Target {
  const [first] = targets
  return first !== undefined && random.next() < 0.5 ? first : random.pick(targets)
}

const OWN = ['src/a', 'src/b/**', 'docs/*.md'].map((resource) => lockOf('alice', resource))
const FOREIGN = 'tools/build.py'
const bob = 'bob' as AgentName

async function layOurs(folder: string): Promise<readonly Target[]> {
  await putLocks('ours', folder, OWN)
  const foreign = putForeignLock(folder, 'pythia', FOREIGN)
  const { mail, workspace } = openWorkplace(folder, 'alice', { side: 'ours' })
  const sent = await mail.send({ from: bob, to: bob, type: 'TASK', priority: 5, payload: { text: 'read me' } })
  await mail.claim(bob, { claimant: 'bob/1', leaseMs: HOUR_MS })
  const before = await openWorkplace(folder, 'alice', { side: 'ours' }).locks.read()
  const only = (...names: readonly string[]): string =>
    join(folder, ...names, readdirSync(join(folder, ...names)).at(-1) ?? '')
  const table = only('locks', '.holdfast', 'gen')
  const shown = readdirSync(workspace.folders.locks).map((name) => join(workspace.folders.locks, name))
  const ownShown = shown.find((path) => path.endsWith('.agent_lock') && path !== foreign) ?? ''
  const target = (kind: Target['kind'], path: string, judge: Target['judge']): Target => {
    return { kind, path, bytes: readFileSync(path), judge }
  }
  return [
    target('table', table, (damaged) => judgeTable(folder, table, damaged, before.locks)),
    target('foreign', foreign, (damaged) => judgeForeign(folder, foreign, damaged)),
    target('shown', ownShown, (damaged) => judgeShown(folder, ownShown, damaged, before.locks)),
    target('message', only('comm', 'To_Bob'), (damaged) => judgeMessage(folder, damaged, sent)),
    target('claim', only('comm', '.holdfast', 'claims'), (damaged) => judgeClaim(folder, damaged)),
  ]
}

async function read(folder: string): Promise<LockSnapshot | ProblemError> {
  try {
    return await openWorkplace(folder, 'carol', { side: 'ours' }).locks.read()
  } catch (error) {
    if (error instanceof ProblemError) return error
    throw error
  }
}

async function judgeTable(folder: string, path: string, damaged: Buffer, before: readonly Lock[]): Promise<Verdict> {
  const found = await read(folder)
  if (!isStill(path, damaged)) return { wrong: 'it is gone' }
  if (!(found instanceof ProblemError))
    return isSame(found.locks, before) ? 'unharmed' : { wrong: 'it is read as other locks' }
  const { problem } = found
  const isNamed = 'path' in problem && problem.path === path
  return isNamed ? 'refused' : { wrong: `it is refused without its name: ${problem.code}` }
}

async function judgeForeign(folder: string, path: string, damaged: Buffer): Promise<Verdict> {
  const found = await read(folder)
  if (!isStill(path, damaged)) return { wrong: 'it is gone' }
  if (found instanceof ProblemError) return { wrong: `the whole store is refused: ${found.message}` }
  if (found.unreadable.some((file) => file.path === path)) return 'refused'
  const resource = resourceIn(damaged)
  const isRead = found.locks.some((lock) => lock.origin === 'foreign' && lock.resource === resource)
  if (resource === null || !isRead) return { wrong: 'it is read as free' }
  return resource === FOREIGN ? 'unharmed' : 'other-record'
}

/** By the rules of the other program, read apart from ours: a lock has a resource. */
function resourceIn(damaged: Buffer): string | null {
  try {
    const record = JSON.parse(damaged.toString('utf8')) as { resource?: unknown } | null
    return typeof record?.resource === 'string' ? record.resource : null
  } catch {
    return null
  }
}

/** The table is the truth, whatever its picture shows. */
async function judgeShown(folder: string, path: string, damaged: Buffer, before: readonly Lock[]): Promise<Verdict> {
  const found = await read(folder)
  if (!isStill(path, damaged)) return { wrong: 'it is gone' }
  if (found instanceof ProblemError) return 'refused'
  return isSame(found.locks, before) ? 'unharmed' : { wrong: 'its lock is lost' }
}

async function judgeMessage(folder: string, damaged: Buffer, sent: StoredMessage): Promise<Verdict> {
  // Old enough that nobody can still be writing it.
  const later = (): number => Date.now() + MINUTE_MS
  const { mail, workspace } = openWorkplace(folder, 'bob', { side: 'ours', now: later })
  const { messages, rejected } = await mail.receive(bob)
  if (messages.length + rejected.length !== 1) return { wrong: 'it is neither read nor reported' }
  const [file] = rejected
  if (file === undefined)
    return JSON.stringify(messages[0]?.payload) === JSON.stringify(sent.payload) ? 'unharmed' : 'other-record'
  if (!isStill(file.path, damaged)) return { wrong: 'it is gone' }
  const isAside = file.path.startsWith(join(workspace.folders.comm, 'REJECTED'))
  if (isAside && !existsSync(`${file.path}.reason.txt`)) return { wrong: 'it is moved aside without a reason' }
  return 'refused'
}

/** What cannot be read counts as held. */
async function judgeClaim(folder: string, damaged: Buffer): Promise<Verdict> {
  const { mail, workspace } = openWorkplace(folder, 'bob', { side: 'ours' })
  const claim = await mail.claim(bob, { claimant: 'bob/2', leaseMs: HOUR_MS })
  if (claim === null) return 'refused'
  // The next damage is to the newest claim again.
  const claims = join(workspace.folders.comm, '.holdfast', 'claims')
  for (const name of readdirSync(claims)) if (name.endsWith('.2')) rmSync(join(claims, name))
  const isExpired = expiryIn(damaged) <= Date.now()
  return isExpired ? 'other-record' : { wrong: 'a message that is worked on is given to another' }
}

function expiryIn(damaged: Buffer): number {
  try {
    const { expiresAt } = JSON.parse(damaged.toString('utf8')) as { expiresAt?: unknown }
    return typeof expiresAt === 'number' ? expiresAt : Infinity
  } catch {
    return Infinity
  }
}

function isStill(path: string, bytes: Buffer): boolean {
  return existsSync(path) && readFileSync(path).equals(bytes)
}

function isSame(locks: readonly Lock[], before: readonly Lock[]): boolean {
  return JSON.stringify(locks) === JSON.stringify(before)
}

async function layNaive(folder: string): Promise<readonly Target[]> {
  await putLocks('naive', folder, OWN)
  const locks = join(folder, 'locks')
  return readdirSync(locks).map((name): Target => {
    const path = join(locks, name)
    const judge = async (): Promise<Verdict> => {
      const found = await openWorkplace(folder, 'carol', { side: 'naive' }).locks.read()
      if (found.locks.length < OWN.length) return { wrong: 'it is read as free' }
      return 'unharmed'
    }
    return { kind: 'shown', path, bytes: readFileSync(path), judge }
  })
}
