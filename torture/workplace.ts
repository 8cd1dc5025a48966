import { join } from 'node:path'
import { mkdirSync } from 'node:fs'
import type { Locking } from '../src/app/locks/locking.js'
import { lockPaths, type LockGrant, type LockRequest } from '../src/app/locks/lock-paths.js'
import type { Workspace } from '../src/app/workspace/workspace.js'
import type { AgentName } from '../src/core/agent-name.js'
import type { IsGone } from '../src/core/locks/lock.js'
import { parsed } from '../src/core/problems/parsed.js'
import { DEFAULT_POLICY } from '../src/core/settings/policy.js'
import type { EpochMs } from '../src/core/time.js'
import { openFileEventLog } from '../src/store/file/log/file-event-log.js'
import { openFileLockStore } from '../src/store/file/locks/file-lock-store.js'
import { openFileMailbox } from '../src/store/file/mail/file-mailbox.js'
import { hostName } from '../src/processes/host.js'
import { isGone } from '../src/processes/binding.js'
import { isGoneNaively, openNaiveStore } from './naive-lock-store.js'
import { openNaiveMailbox } from './naive-mailbox.js'
import type { Side } from './scenario.js'

export interface WorkplaceOptions {
  readonly side: Side
  readonly now?: () => EpochMs
}

/** What a command works with, for an agent in a folder without git: what users ask for runs here as it runs there. */
export interface Workplace extends Locking {
  readonly workspace: Workspace
}

export function openWorkplace(folder: string, agent: string, { side, now = Date.now }: WorkplaceOptions): Workplace {
  const workspace = describePlace(folder, agent as AgentName, now)
  const { locks, comm, log } = workspace.folders
  mkdirSync(folder, { recursive: true })
  const judge: IsGone = side === 'ours' ? isGone : isGoneNaively
  return {
    workspace,
    me: { agent: agent as AgentName, session: '', host: hostName() },
    moment: () => ({ now: now(), isGone: judge, ignoreCase: false, ownership: DEFAULT_POLICY.ownership }),
    locks: side === 'ours' ? openFileLockStore({ folder: locks, now }) : openNaiveStore(locks, now),
    mail: side === 'ours' ? openFileMailbox({ folder: comm, now }) : openNaiveMailbox(comm, now),
    log: openFileEventLog({ path: log, now }),
  }
}

function describePlace(folder: string, agent: AgentName, now: () => EpochMs): Workspace {
  return {
    place: { cwd: folder, top: null, gitDir: folder, commonDir: folder, isBare: true, prefix: '' },
    environment: {},
    settings: { holdfast: new Map(), userName: null, userEmail: null, ignoreCase: false },
    policy: DEFAULT_POLICY,
    folders: { home: folder, locks: join(folder, 'locks'), comm: join(folder, 'comm'), log: join(folder, 'log') },
    now,
    identity: parsed({ agent, session: '', rule: 'flag', source: 'torture', email: undefined }),
  }
}

export function lockIn(place: Workplace, request: LockRequest): Promise<LockGrant> {
  return lockPaths(place.workspace, place, request)
}
