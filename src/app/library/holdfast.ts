import { isSameAgent, parseAgentName, type AgentName } from '../../core/agent-name.js'
import { isLive, DEFAULT_PRIORITY, HIGHEST_PRIORITY, type Lock } from '../../core/locks/lock.js'
import type { Obstacle } from '../../core/locks/lock-rules.js'
import type { MessageType, Payload, StoredMessage } from '../../core/mail/message.js'
import { LIBRARY_TTL_MS } from '../../core/settings/policy.js'
import { ProblemError, valueOf } from '../../core/problems/problem.js'
import { DAY_MS, SECOND_MS } from '../../core/time.js'
import type { Verdict } from '../../core/locks/verdict.js'
import type { ArchiveOutcome, Claim, Delivery } from '../../store/mailbox.js'
import type { LockReader } from '../../store/lock-store.js'
import { transact, type Decision } from '../../store/transact.js'
import { checkChanges, toChanges } from '../guard/check-changes.js'
import { listLocks, type LockList } from '../locks/list-locks.js'
import { lockingOf, type Locking } from '../locks/locking.js'
import { lockPaths, type LockRequest } from '../locks/lock-paths.js'
import { claimantOf, mailingOf } from '../mail/mailing.js'
import { claimNext, readInbox } from '../mail/read-inbox.js'
import { renewLocks } from '../locks/renew-locks.js'
import { findAgents } from '../mail/find-agents.js'
import { replyTo, sendMessage } from '../mail/send-message.js'
import { toRepositoryPaths } from '../workspace/typed-paths.js'
import {
  checkAcquireOptions,
  checkOpenOptions,
  checkPayload,
  checkTtl,
  toList,
  type AcquireOptions,
  type HoldfastOptions,
} from './given-options.js'
import { unlockPaths } from '../locks/unlock-paths.js'
import { openWorkspace, type Workspace } from '../workspace/workspace.js'
import type { Environment } from '../../core/settings/environment.js'

export type AcquireResult =
  | { readonly acquired: true; readonly locks: readonly Lock[] }
  | { readonly acquired: false; readonly obstacles: readonly Obstacle[] }

export interface SendOptions {
  readonly type?: MessageType
  /** 1 highest … 9 lowest. */
  readonly priority?: number
}

/** Locks and mail of one agent in one repository, for programs. Every method may throw a {@link ProblemError}. */
export interface Holdfast {
  readonly agent: string
  /** Locks all of the resources or none. */
  acquire(resource: string | readonly string[], options?: AcquireOptions): Promise<AcquireResult>
  renew(resources?: string | readonly string[], ttlMs?: number): Promise<readonly Lock[]>
  /** False when this agent holds no such lock. */
  release(resource: string): Promise<boolean>
  /** Returns how many locks were released. */
  releaseAll(): Promise<number>
  /** The first live lock of any agent that touches the path or glob. */
  isLocked(resource: string): Promise<Lock | null>
  listLocks(): Promise<readonly Lock[]>
  /** Removes locks that have expired or whose process has ended. Returns how many. */
  cleanupStale(): Promise<number>
  /** May these files be changed? The paths are relative to the top of the repository, or absolute. */
  check(paths: string | readonly string[]): Promise<Verdict>
  send(to: string, payload: Payload, options?: SendOptions): Promise<StoredMessage>
  /** Sends to all known agents except this one; by default an ALERT of priority 1. */
  broadcast(payload: Payload, options?: SendOptions): Promise<readonly StoredMessage[]>
  receive(options?: { readonly type?: MessageType; readonly limit?: number }): Promise<Delivery>
  /** How many messages are in the mailbox. */
  peek(): Promise<number>
  claim(type?: MessageType): Promise<Claim | null>
  archive(idOrPath: string): Promise<ArchiveOutcome>
  reply(
    id: string,
    payload: Payload,
    options?: { readonly type?: MessageType; readonly archive?: boolean },
  ): Promise<StoredMessage>
  /** Archives the messages of all mailboxes that are older than this, default 24 h. Returns how many. */
  cleanupMail(maxAgeMs?: number): Promise<number>
  /** The names of all known agents except this one. */
  agents(): Promise<readonly string[]>
}

const DEFAULT_RETRIES = 3

/** @throws ProblemError of area `git`, `config` or `agent` */
export async function openHoldfast(options: HoldfastOptions = {}): Promise<Holdfast> {
  checkOpenOptions(options)
  const workspace = await openWorkspace({
    cwd: options.cwd ?? process.cwd(),
    environment: { ...(options.environment ?? process.env), ...placesOf(options) },
    agent: options.agent,
  })
  const locking = lockingOf(workspace)
  return { agent: locking.me.agent, ...lockMethods(workspace, locking), ...mailMethods(workspace, locking.locks) }
}

function placesOf({ session, locksDir, commRoot }: HoldfastOptions): Environment {
  return {
    ...(session === undefined ? {} : { HOLDFAST_SESSION: session }),
    ...(locksDir === undefined ? {} : { HOLDFAST_LOCKS_DIR: locksDir }),
    ...(commRoot === undefined ? {} : { HOLDFAST_COMM_ROOT: commRoot }),
  }
}

type LockMethods = Pick<
  Holdfast,
  'acquire' | 'renew' | 'release' | 'releaseAll' | 'isLocked' | 'listLocks' | 'cleanupStale' | 'check'
>

function lockMethods(workspace: Workspace, locking: Locking): LockMethods {
  const list = (references: readonly string[]): Promise<LockList> =>
    listLocks(workspace, { mine: false, references }, locking.locks)
  return {
    acquire: (resource, options = {}) => acquireWithRetries(workspace, locking, resource, options),
    renew: async (resources = [], ttlMs = LIBRARY_TTL_MS) => {
      checkTtl(ttlMs)
      return renewLocks(locking, toList(resources, 'resource'), ttlMs)
    },
    release: (resource) => releaseOne(locking, resource),
    releaseAll: async () => (await unlockPaths(locking, { references: [], all: true, force: null })).released.length,
    isLocked: async (resource) => (await list([resource])).locks[0] ?? null,
    listLocks: async () => (await list([])).locks,
    cleanupStale: () => dropStale(locking),
    check: async (paths) =>
      checkChanges(workspace, toChanges(await toRepositoryPaths(workspace, toList(paths, 'paths'))), locking.locks),
  }
}

type MailMethods = Omit<Holdfast, keyof LockMethods | 'agent'>

function mailMethods(workspace: Workspace, locks: LockReader): MailMethods {
  const mailing = mailingOf(workspace)
  const { me, mail } = mailing
  const known = async (): Promise<readonly AgentName[]> => (await findAgents(workspace, mail, locks)).names
  return {
    send: async (to, payload, { type = 'TASK', priority = DEFAULT_PRIORITY } = {}) => {
      checkPayload(payload)
      const recipient = valueOf(parseAgentName(to, 'send'))
      const [sent] = await sendMessage(mailing, await known(), { to: recipient, type, priority, payload })
      if (sent === undefined) throw new ProblemError({ area: 'mail', code: 'nobody-to-tell' })
      return sent
    },
    broadcast: async (payload, { type = 'ALERT', priority = HIGHEST_PRIORITY } = {}) => {
      checkPayload(payload)
      return sendMessage(mailing, await known(), { to: null, type, priority, payload })
    },
    receive: (options = {}) => readInbox(mailing, options),
    peek: () => mail.peek(me.agent),
    claim: (type) => claimNext(mailing, type),
    archive: (idOrPath) => mail.archive(idOrPath, claimantOf(me)),
    reply: async (id, payload, { type = 'REPORT', archive = false } = {}) => {
      checkPayload(payload)
      return replyTo(mailing, id, { type, payload, archive })
    },
    cleanupMail: (maxAgeMs = DAY_MS) => mail.cleanup(maxAgeMs),
    agents: async () => (await known()).filter((name) => !isSameAgent(name, me.agent)),
  }
}

async function acquireWithRetries(
  workspace: Workspace,
  locking: Locking,
  resource: string | readonly string[],
  options: AcquireOptions,
): Promise<AcquireResult> {
  checkAcquireOptions(options)
  const { maxRetries = DEFAULT_RETRIES, retryDelayMs = SECOND_MS } = options
  const request = toRequest(toList(resource, 'resource'), options)
  for (let attempt = 0; ; attempt += 1) {
    try {
      const { locks } = await lockPaths(workspace, locking, request)
      return { acquired: true, locks }
    } catch (error) {
      const obstacles = obstaclesOf(error)
      if (attempt >= maxRetries) return { acquired: false, obstacles }
      await locking.locks.waitForChange(await locking.locks.read(), retryDelayMs * 2 ** attempt)
    }
  }
}

function toRequest(resources: readonly string[], options: AcquireOptions): LockRequest {
  const { action = 'WRITE', scope = [], description = '', priority = DEFAULT_PRIORITY } = options
  const { ttlMs = LIBRARY_TTL_MS, literal = false, pid = null } = options
  return { resources, action, scope, description, priority, ttlMs, literal, pid, waitMs: 0 }
}

/** Other agents in the way are a result; every other error is thrown. */
function obstaclesOf(error: unknown): readonly Obstacle[] {
  if (error instanceof ProblemError && error.problem.code === 'lock-refused') return error.problem.obstacles
  throw error
}

async function releaseOne(locking: Locking, resource: string): Promise<boolean> {
  try {
    const { released } = await unlockPaths(locking, { references: [resource], all: false, force: null })
    return released.length > 0
  } catch (error) {
    if (error instanceof ProblemError && ['lock-not-found', 'lock-not-yours'].includes(error.problem.code)) return false
    throw error
  }
}

async function dropStale(locking: Locking): Promise<number> {
  return transact(locking.locks, (snapshot): Decision<number> => {
    const moment = locking.moment()
    const stale = snapshot.locks.filter((lock) => !isLive(lock, moment.now, moment.isGone))
    if (stale.length === 0) return { kind: 'stop', result: 0 }
    return { kind: 'write', change: { put: [], drop: stale.map((lock) => lock.id) }, result: stale.length }
  })
}
