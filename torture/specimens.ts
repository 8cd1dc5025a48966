import type { LockId } from '../src/core/locks/lock.js'
import { encodeAgentLock } from '../src/records/agentlock-record.js'
import { renderEventRecord } from '../src/records/event-record.js'
import { renderLeaseRecord } from '../src/records/lease-record.js'
import { createTableEncoder } from '../src/records/lock-table-record.js'
import { renderMessageRecord } from '../src/records/message-record.js'
import type { AgentName } from '../src/core/agent-name.js'
import { lockOf } from './dead-locks.js'

export type SpecimenName =
  | 'pattern'
  | 'agentLock'
  | 'message'
  | 'table'
  | 'lease'
  | 'event'
  | 'config'
  | 'settings'
  | 'push'
  | 'diff'
  | 'worktrees'

const ID = '0123456789abcdef0123456789abcdef01234567'
const ZERO = '0'.repeat(40)
const alice = 'alice' as AgentName
const lock = lockOf('alice', 'src/**', { revision: 3, createdAt: 1_795_000_000_000, expiresAt: 1_795_000_300_000 })
const message = { id: 'b6a2d1de', from: alice, to: alice, type: 'TASK', priority: 5, payload: { text: 'hi' } } as const

/** What each parser is made for: text from which mutations start. */
export const SPECIMENS: Readonly<Record<SpecimenName, readonly string[]>> = {
  pattern: [
    'src/**/*.ts',
    'app/[slug]/(group)/page.tsx',
    '{a,b{c,d}}/[!x-z]?*',
    '@(a|b)*+(c)/**',
    '!src/x',
    'a\\*b',
    `${'*a'.repeat(30)}b`,
    `${'**/'.repeat(30)}x`,
    '{a,b}'.repeat(12),
    `${'+(a|'.repeat(40)}${')'.repeat(40)}`,
    '['.repeat(200),
  ],
  agentLock: [
    encodeAgentLock(lock),
    JSON.stringify({ ...(JSON.parse(encodeAgentLock(lock)) as object), holdfast: undefined }),
  ],
  message: [renderMessageRecord({ ...message, sentAt: 1_795_000_000_000, inReplyTo: 'x' })],
  table: [
    createTableEncoder()({ revision: 3, token: 't', rows: [{ lock, file: '0123456789abcdef' }], waiters: [] }),
    createTableEncoder()({ revision: 1, token: '', rows: [], waiters: [] }),
  ],
  lease: [renderLeaseRecord({ holder: 'alice/1', expiresAt: 1_795_000_000_000 })],
  event: [
    renderEventRecord({
      time: '2026-11-21T14:05:00.000Z',
      kind: 'locked',
      agent: alice,
      text: 'src',
      lockId: 'x' as LockId,
    }),
  ],
  config: ['{ "onError": "warn", "ttl": "30m", "agents": ["lead"], "warnUnlocked": false, "ownership": "session" }'],
  settings: ['holdfast.agent\nalice\0user.name\nA B\0core.ignorecase\0holdfast.ttl\n30m\0'],
  push: [
    `refs/heads/main ${ID} refs/heads/main ${ZERO}\n`,
    `(delete) ${ZERO} refs/heads/x ${ID}\n:/fix of ${ID} refs/heads/y ${ID}\n`,
  ],
  diff: [
    `:100644 100755 ${ID} ${ID} M\0src/a.ts\0:000000 160000 ${ZERO} ${ID} A\0sub\0`,
    `${ID}\0a@example.org\0alice\nbob\0\n::100644 100644 100644 ${ID} ${ID} ${ID} MM\0x\0`,
  ],
  worktrees: [`worktree /a b\nHEAD ${ID}\nbranch refs/heads/x\n\nworktree /c\nbare\nprunable gone\n\n`],
}
