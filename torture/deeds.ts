import { lockPaths, type LockRequest } from '../src/app/lock-paths.js'
import { renewLocks } from '../src/app/renew-locks.js'
import { transferLock } from '../src/app/transfer-lock.js'
import { unlockPaths } from '../src/app/unlock-paths.js'
import type { Workspace } from '../src/app/workspace.js'
import type { AgentName } from '../src/core/agent.js'
import { HOUR_MS, MINUTE_MS } from '../src/core/time.js'

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
export const MAILED = 'waits for alice'

const alice = 'alice' as AgentName
const [bob, carol] = ['bob', 'carol'] as AgentName[]

/** Bob and dave hold a lock, alice has a message, and where the deed needs it a lock as well. */
export async function prepareDeed(deed: Deed, as: (agent: string) => Workspace): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await lockPaths(as('bob'), requestOf(BOBS, HOUR_MS))
  await lockPaths(as('dave'), requestOf(DAVES, HOUR_MS))
  if (['renew', 'release', 'transfer'].includes(deed)) await lockPaths(as('alice'), requestOf(HELD, HOUR_MS))
  await as('bob').mail.send({ from: bob ?? alice, to: alice, type: 'TASK', priority: 5, payload: { text: MAILED } })
}

/** @returns what the deed says it did, in a form that can be compared with what is there */
export async function doDeed(deed: Deed, me: Workspace): Promise<unknown> {
  switch (deed) {
    case 'acquire':
      return (await lockPaths(me, requestOf(HELD, HOUR_MS))).locks.map(({ id }) => id)
    case 'renew':
      return (await renewLocks(me, [HELD], 3 * HOUR_MS)).map(({ id }) => id)
    case 'release':
      return (await unlockPaths(me, { references: [HELD], all: false, force: null })).released.length
    case 'transfer':
      return (await transferLock(me, HELD, carol ?? alice)).owner.agent
    case 'force':
      return (await unlockPaths(me, { references: [DAVES], all: false, force: 'he has left' })).forced.length
    case 'send':
      return (await me.mail.send({ from: alice, to: carol ?? alice, type: 'TASK', priority: 5, payload: { text: deed } })).id
    case 'claim':
      return (await me.mail.claim(alice, { claimant: 'alice/1', leaseMs: MINUTE_MS }))?.message.id ?? null
    case 'archive': {
      const { messages } = await me.mail.receive(alice)
      return (await me.mail.archive(messages[0]?.path ?? '', 'alice/1')).kind
    }
    case 'broadcast': {
      const draft = { from: alice, type: 'ALERT', priority: 1, payload: { text: deed } } as const
      return (await me.mail.broadcast(draft, [bob ?? alice, carol ?? alice])).length
    }
  }
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
