import { join } from 'node:path'
import { mkdirSync } from 'node:fs'
import type { Workspace } from '../src/app/workspace/workspace.js'
import type { AgentName } from '../src/core/agent-name.js'
import type { IsGone } from '../src/core/locks/lock.js'
import { parsed } from '../src/core/problems/parsed.js'
import { DEFAULT_POLICY } from '../src/core/settings/policy.js'
import type { EpochMs } from '../src/core/time.js'
import { openFileEventLog } from '../src/store/file/log/file-event-log.js'
import { openFileLockStore } from '../src/store/file/locks/file-lock-store.js'
import { openFileMailbox } from '../src/store/file/mail/file-mailbox.js'
import { openFileReceipts } from '../src/store/file/mail/file-receipts.js'
import { openFileSessionBook } from '../src/store/file/file-session-book.js'
import { isGone } from '../src/processes/binding.js'
import { isGoneNaively, openNaiveStore } from './naive-lock-store.js'
import { openNaiveMailbox } from './naive-mailbox.js'
import type { Side } from './scenario.js'

export interface WorkplaceOptions {
  readonly side: Side
  readonly now?: () => EpochMs
}

/** What a command works with, for an agent in a folder without git: what users ask for runs here as it runs there. */
export function openWorkplace(folder: string, agent: string, { side, now = Date.now }: WorkplaceOptions): Workspace {
  const folders = { home: folder, locks: join(folder, 'locks'), comm: join(folder, 'comm'), log: join(folder, 'log') }
  mkdirSync(folder, { recursive: true })
  const judge: IsGone = side === 'ours' ? isGone : isGoneNaively
  return {
    place: { cwd: folder, top: null, gitDir: folder, commonDir: folder, isBare: true, prefix: '' },
    environment: {},
    settings: { holdfast: new Map(), userName: null, userEmail: null, ignoreCase: false },
    policy: DEFAULT_POLICY,
    folders,
    locks: side === 'ours' ? openFileLockStore({ folder: folders.locks, now }) : openNaiveStore(folders.locks, now),
    mail: side === 'ours' ? openFileMailbox({ folder: folders.comm, now }) : openNaiveMailbox(folders.comm, now),
    receipts: openFileReceipts({ folder: join(folder, 'receipts'), now }),
    sessions: openFileSessionBook({ folder: join(folder, 'sessions'), now }),
    log: openFileEventLog({ path: folders.log, now }),
    now,
    isGone: judge,
    identity: parsed({ agent: agent as AgentName, session: '', rule: 'flag', source: 'torture', email: undefined }),
  }
}
