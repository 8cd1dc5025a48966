import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { unlockPaths } from '../src/app/locks/unlock-paths.js'
import type { AgentName } from '../src/core/agent-name.js'
import { isLive } from '../src/core/locks/lock.js'
import { HOUR_MS, MINUTE_MS } from '../src/core/time.js'
import { BOBS, DAVES, HELD, requestOf, type Deed } from './deeds.js'
import type { Side } from './scenario.js'
import { lockIn, openWorkplace, type Workplace } from './workplace.js'

/** How a deed ended: as it says itself, or not at all. */
export type Ending =
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly code: string; readonly reached: readonly string[] }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'died' }
  | { readonly kind: 'broke'; readonly message: string }

/** What can be seen of a deed in the store, from outside. */
interface State {
  readonly holder: string | null
  readonly expiresAt: number
  readonly mailOf: Readonly<Record<string, number>>
  readonly archived: number
}

/** Done, and it says itself that it could not tell whom it had to. */
export const UNTOLD = 'untold'

const MAIL_DEEDS: readonly Deed[] = ['send', 'claim', 'archive', 'broadcast']

/** Everything that is wrong after a deed that ended so, in words. It goes on working in the folder. */
export async function judgeDeed(deed: Deed, side: Side, folder: string, ending: Ending): Promise<readonly string[]> {
  try {
    return await judge(deed, side, folder, ending)
  } catch (error) {
    return [`${deed} ended ${describe(ending)}, and then: ${error instanceof Error ? error.message : String(error)}`]
  }
}

async function judge(deed: Deed, side: Side, folder: string, ending: Ending): Promise<readonly string[]> {
  const as = (agent: string, now = Date.now): Workplace => openWorkplace(folder, agent, { side, now })
  const wrong: string[] = []
  const expect = (isSo: boolean, what: string): void => {
    if (!isSo) wrong.push(`${deed} ended ${describe(ending)}: ${what}`)
  }
  const { locks, unreadable } = await as('nobody').locks.read()
  const live = locks.filter((lock) => isLive(lock, Date.now(), () => false))
  expect(unreadable.length === 0, 'a lock cannot be read')
  expect(
    live.some((lock) => lock.resource === BOBS && lock.owner.agent === 'bob'),
    "bob's lock is gone",
  )
  const hasDaves = live.some((lock) => lock.resource === DAVES && lock.owner.agent === 'dave')
  expect(hasDaves || deed === 'force', "dave's lock is gone")
  expect(ending.kind !== 'broke', 'that is no problem by name')
  const held = live.find((lock) => lock.resource === HELD)
  const state = await look(as('nobody'), held?.owner.agent ?? null, held?.expiresAt ?? 0)
  if (MAIL_DEEDS.includes(deed)) judgeMail(deed, ending, state, expect)
  else judgeLock(deed, ending, { ...state, hasDaves }, expect)
  if (deed === 'claim') await judgeClaim(as, ending, expect)
  await goOn(as, state.holder, expect)
  return wrong
}

type Expect = (isSo: boolean, what: string) => void

/** As far as it can be read; a message that cannot be is none. */
async function look(anyone: Workplace, holder: string | null, expiresAt: number): Promise<State> {
  const mailOf: Record<string, number> = {}
  for (const agent of ['alice', 'bob', 'carol', 'dave'])
    mailOf[agent] = (await anyone.mail.receive(agent as AgentName)).messages.length
  const archive = join(anyone.workspace.folders.comm, 'ARCHIVE')
  const archived = existsSync(archive) ? readdirSync(archive).filter((name) => isWhole(join(archive, name))).length : 0
  return { holder, expiresAt, mailOf, archived }
}

function isWhole(path: string): boolean {
  try {
    return typeof JSON.parse(readFileSync(path, 'utf8')) === 'object'
  } catch {
    return false
  }
}

/** The lock is as it was before or as it is meant to be, and what was said is so. */
function judgeLock(deed: Deed, ending: Ending, state: State & { readonly hasDaves: boolean }, expect: Expect): void {
  const isDone = isLockDone(deed, state)
  const isUndone = isLockUndone(deed, state)
  expect(isDone || isUndone, 'it is neither done nor undone')
  if (ending.kind === 'done') expect(isDone, 'it is not so')
  if (ending.kind === 'refused') expect(isUndone, 'it happened all the same')
  const isTold = ending.kind === 'done' && ending.value !== UNTOLD
  if (isTold && deed === 'transfer') expect(state.mailOf['carol'] === 1, 'carol was not told')
  if (isTold && deed === 'force') expect(state.mailOf['dave'] === 1, 'dave was not told')
}

function isLockDone(deed: Deed, { holder, expiresAt, hasDaves }: State & { readonly hasDaves: boolean }): boolean {
  if (deed === 'force') return !hasDaves
  if (deed === 'renew') return holder === 'alice' && expiresAt > Date.now() + 2 * HOUR_MS
  return holder === (deed === 'acquire' ? 'alice' : deed === 'transfer' ? 'carol' : null)
}

function isLockUndone(deed: Deed, { holder, expiresAt, hasDaves }: State & { readonly hasDaves: boolean }): boolean {
  if (deed === 'force') return hasDaves
  if (deed === 'renew') return holder === 'alice' && expiresAt < Date.now() + 2 * HOUR_MS
  return holder === (deed === 'acquire' ? null : 'alice')
}

function judgeMail(deed: Deed, ending: Ending, { mailOf, archived }: State, expect: Expect): void {
  const { alice: waiting = 0, bob: toBob = 0, carol: toCarol = 0 } = mailOf
  expect(waiting + archived === 1, `alice's message is there ${waiting + archived} times`)
  expect(toBob <= 1 && toCarol <= 1, 'a message is there twice')
  if (ending.kind === 'done') expect(isMailDone(deed, ending.value, { archived, toBob, toCarol }), 'it is not so')
  if (ending.kind !== 'refused') return
  if (deed === 'archive') expect(waiting === 1, 'it happened all the same')
  if (deed === 'send') expect(toCarol === 0, 'it happened all the same')
  const isReached = ending.reached.every((agent) => mailOf[agent] === 1)
  expect(deed !== 'broadcast' || isReached, 'somebody named as reached was not')
}

interface Arrived {
  readonly archived: number
  readonly toBob: number
  readonly toCarol: number
}

function isMailDone(deed: Deed, value: unknown, { archived, toBob, toCarol }: Arrived): boolean {
  if (deed === 'archive') return value !== 'archived' || archived === 1
  if (deed === 'send') return toCarol === 1
  return deed !== 'broadcast' || toBob + toCarol === 2
}

/** Nobody else gets it in its lease, and somebody gets it afterwards. */
async function judgeClaim(
  as: (agent: string, now?: () => number) => Workplace,
  ending: Ending,
  expect: Expect,
): Promise<void> {
  const alice = 'alice' as AgentName
  const second = { claimant: 'alice/2', leaseMs: MINUTE_MS }
  if (ending.kind === 'done' && ending.value !== null)
    expect((await as('alice').mail.claim(alice, second)) === null, 'somebody else claims it as well')
  const later = (): number => Date.now() + 3 * MINUTE_MS
  expect((await as('alice', later).mail.claim(alice, second)) !== null, 'nobody can claim it afterwards')
}

/** Nothing is stuck: the lock can be taken or let go, and mail goes out. */
async function goOn(as: (agent: string) => Workplace, holder: string | null, expect: Expect): Promise<void> {
  if (holder === null) expect((await lockIn(as('erin'), requestOf(HELD, HOUR_MS))).locks.length === 1, 'it is stuck')
  else await unlockPaths(as(holder), { references: [HELD], all: false, force: null })
  const draft = { from: 'bob', to: 'erin', type: 'TASK', priority: 5, payload: {} } as const
  await as('bob').mail.send({ ...draft, from: draft.from as AgentName, to: draft.to as AgentName })
  expect((await as('erin').mail.receive('erin' as AgentName)).messages.length === 1, 'mail is stuck')
}

function describe(ending: Ending): string {
  switch (ending.kind) {
    case 'done':
      return `"${String(ending.value)}"`
    case 'refused':
      return `refused (${ending.code})`
    case 'broke':
      return `"${ending.message}"`
    case 'unknown':
    case 'died':
      return ending.kind
  }
}
