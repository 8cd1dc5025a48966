import { PASS, type AgentAnswer } from '../../programs/agent-event.js'
import { findConflicts } from '../../core/locks/conflict.js'
import type { Obstacle } from '../../core/locks/lock-rules.js'
import { DEFAULT_PRIORITY } from '../../core/locks/lock.js'
import { MAX_LOCKS_UNWARNED } from '../../core/settings/policy.js'
import { ProblemError } from '../../core/problems/problem.js'
import { quote, shellWord } from '../../core/quote.js'
import { SECOND_MS } from '../../core/time.js'
import type { LockReader, LockStore } from '../../store/lock-store.js'
import type { SessionRecord } from '../../records/session-record.js'
import { toChanges } from '../guard/check-changes.js'
import { lockingOf } from '../locks/locking.js'
import { lockPaths } from '../locks/lock-paths.js'
import { sessionsOf } from '../workspace/sessions-of.js'
import { momentOf, type Workspace } from '../workspace/workspace.js'
import type { AgentCall } from './agent-call.js'
import { describeAutomatic } from './automatic-lock.js'
import { ACTIVE_TTL_MS, liveOwn } from './keep-session.js'

/** When a program runs hooks that were installed for another too, the two hooks of one call come within this time. */
const SAME_CALL_MS = 2 * SECOND_MS

/**
 * Locks the files that are about to be edited, if the policy `autoLock` says so. Locks that the agent already holds
 * stay as they are.
 *
 * @throws ProblemError `lock-refused` when another agent has just locked one of the files
 */
export async function lockEdits(
  workspace: Workspace,
  locks: LockStore,
  paths: readonly string[],
  call: AgentCall,
  session: SessionRecord | null,
): Promise<AgentAnswer> {
  if (workspace.policy.autoLock === 'off' || !workspace.identity.ok) return PASS
  const { free, count } = await findFree(workspace, locks, paths)
  if (free.length === 0) return PASS
  if (count + free.length > MAX_LOCKS_UNWARNED) return tell(tooMany(count))
  if (workspace.policy.autoLock === 'ask' && call.event.kind === 'before-tool') {
    const unanswered = free.filter((path) => !isAllowed(path, session, call, workspace.now()))
    if (unanswered.length > 0) return ask(workspace, unanswered, call, session)
  }
  await take(workspace, locks, free, call)
  return PASS
}

async function findFree(
  workspace: Workspace,
  locks: LockReader,
  paths: readonly string[],
): Promise<{ readonly free: readonly string[]; readonly count: number }> {
  const own = liveOwn(workspace, await locks.read())
  const covered = findConflicts(toChanges(paths), own, momentOf(workspace)).map(({ change }) => change.path)
  return { free: paths.filter((path) => !covered.includes(path)), count: own.length }
}

async function take(
  workspace: Workspace,
  locks: LockStore,
  resources: readonly string[],
  { event }: AgentCall,
): Promise<void> {
  const description = describeAutomatic(event)
  const intent = { scope: [], action: 'WRITE', description, priority: DEFAULT_PRIORITY } as const
  try {
    const request = { ...intent, resources, ttlMs: ACTIVE_TTL_MS, literal: true, pid: null, waitMs: 0 }
    await lockPaths(workspace, lockingOf(workspace, locks), request)
  } catch (error) {
    if (!isOnlyQueued(error)) throw error
  }
}

/** An agent that only waits for the path is a reason not to lock it, and no reason to deny the edit. */
function isOnlyQueued(error: unknown): boolean {
  const obstacles: readonly Obstacle[] =
    error instanceof ProblemError && error.problem.code === 'lock-refused' ? error.problem.obstacles : []
  return obstacles.length > 0 && obstacles.every(({ kind }) => kind === 'waiter')
}

/** True for a file that was asked about in an earlier call: a new call means that the person allowed that edit. */
function isAllowed(path: string, session: SessionRecord | null, { event }: AgentCall, now: number): boolean {
  const last = session?.asked.findLast((asked) => asked.path === path)
  if (last === undefined) return false
  const isSameCall = event.toolUseId === '' ? now - last.at < SAME_CALL_MS : last.toolUseId === event.toolUseId
  return !isSameCall
}

function ask(
  workspace: Workspace,
  paths: readonly string[],
  { event, asks }: AgentCall,
  session: SessionRecord | null,
): AgentAnswer {
  const [path = ''] = paths
  const rest = paths.length > 1 ? ` and ${paths.length - 1} more` : ''
  if (!asks || session === null) {
    return tell(`holdfast: you hold no lock on ${quote(path)}${rest}. Try: git holdfast lock ${shellWord(path)} -m why`)
  }
  const asked = paths.map((each) => ({ path: each, toolUseId: event.toolUseId, at: workspace.now() }))
  sessionsOf(workspace).save({ ...session, asked: [...session.asked, ...asked] })
  return {
    kind: 'ask',
    reason: `holdfast: ${quote(path)}${rest} is not locked; edit and lock it for 15 min of activity?`,
  }
}

function tell(text: string): AgentAnswer {
  return { kind: 'tell', text, env: {} }
}

function tooMany(count: number): string {
  return `holdfast: not locked automatically: you hold ${count} locks already. Try: git holdfast lock 'folder/**', git holdfast unlock --all`
}
