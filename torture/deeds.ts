import type { LockRequest } from '../src/app/locks/lock-paths.js'
import { renewLocks } from '../src/app/locks/renew-locks.js'
import { transferLock } from '../src/app/locks/transfer-lock.js'
import { unlockPaths } from '../src/app/locks/unlock-paths.js'
import type { AgentName } from '../src/core/agent-name.js'
import { HOUR_MS, MINUTE_MS } from '../src/core/time.js'
import { lockIn, type Workplace } from './workplace.js'

/** What alice does, through what her commands call, while something goes wrong. */
export const DEEDS = [
  'acquire',
  'renew',
  'release',
  'transfer',
  'force',
  'send',
  'claim',
  'archive',
  'broadcast',
] as const
export type Deed = (typeof DEEDS)[number]

export const HELD = 'src/held.ts'
export const BOBS = 'src/bob.ts'
export const DAVES = 'src/dave.ts'
const MAILED = 'waits for alice'

const alice = 'alice' as AgentName
const bob = 'bob' as AgentName
const carol = 'carol' as AgentName

/** Bob and dave hold a lock, alice has a message, and where the deed needs it a lock as well. */
export async function prepareDeed(deed: Deed, as: (agent: string) => Workplace): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await lockIn(as('bob'), requestOf(BOBS, HOUR_MS))
  await lockIn(as('dave'), requestOf(DAVES, HOUR_MS))
  if (['renew', 'release', 'transfer'].includes(deed)) await lockIn(as('alice'), requestOf(HELD, HOUR_MS))
  await as('bob').mail.send({ from: bob, to: alice, type: 'TASK', priority: 5, payload: { text: MAILED } })
}

/** What each deed says that it did, in a form that can be compared with what is there. */
export const DO: Readonly<Record<Deed, (me: Workplace) => Promise<unknown>>> = {
  acquire: async (me) => (await lockIn(me, requestOf(HELD, HOUR_MS))).locks.map(({ id }) => id),
  renew: async (me) => (await renewLocks(me, [HELD], 3 * HOUR_MS)).map(({ id }) => id),
  release: async (me) => (await unlockPaths(me, { references: [HELD], all: false, force: null })).released.length,
  transfer: async (me) => (await transferLock(me, HELD, carol)).owner.agent,
  force: async (me) => (await unlockPaths(me, { references: [DAVES], all: false, force: 'he has left' })).forced.length,
  send: async ({ mail }) =>
    (await mail.send({ from: alice, to: carol, type: 'TASK', priority: 5, payload: { text: 'send' } })).id,
  claim: async ({ mail }) => (await mail.claim(alice, { claimant: 'alice/1', leaseMs: MINUTE_MS }))?.message.id ?? null,
  archive: async ({ mail }) => {
    const { messages } = await mail.receive(alice)
    return (await mail.archive(messages[0]?.path ?? '', 'alice/1')).kind
  },
  broadcast: async ({ mail }) => {
    const draft = { from: alice, type: 'ALERT', priority: 1, payload: { text: 'broadcast' } } as const
    return (await mail.broadcast(draft, [bob, carol])).length
  },
}

export function requestOf(resource: string, ttlMs: number): LockRequest {
  return {
    resources: [resource],
    scope: [],
    action: 'WRITE',
    description: '',
    priority: 5,
    ttlMs,
    literal: true,
    pid: null,
    waitMs: 0,
  }
}
