import { alertConflict, type RefusalSite } from '../mail/alert-conflict.js'
import type { AgentName } from '../../core/agent-name.js'
import type { Change } from '../../core/change.js'
import type { Conflict } from '../../core/locks/conflict.js'
import { isLive } from '../../core/locks/lock.js'
import { ProblemError, valueOf } from '../../core/problems/problem.js'
import { decideVerdict, type Verdict } from '../../core/locks/verdict.js'
import type { LockReader, LockSnapshot } from '../../store/lock-store.js'
import { hookEnvironment } from '../../git/environment.js'
import { settleMerges } from './settle-merges.js'
import { askerOf } from './check-changes.js'
import { readSettled } from '../locks/require-readable.js'
import { logOf } from '../workspace/log-of.js'
import { mailOf } from '../workspace/mail-of.js'
import { momentOf, type Workspace } from '../workspace/workspace.js'
import { compileCoverage } from '../../core/patterns/match.js'
import { parseCoverage } from '../../core/patterns/parse-coverage.js'

export interface GuardRequest {
  /**
   * The changes that are already known, without their commits; null when none are known. If no lock covers them, the
   * verdict is clear. Otherwise `readChanges` decides.
   */
  readonly glance?: () => readonly Change[] | null
  /** Reads the changes, while the store is read. */
  readonly readChanges: () => Promise<readonly Change[]>
  /** Called only after a refusal, because it may start git. */
  readonly describeSite: () => Promise<RefusalSite>
  /** True for a hook that runs before a commit: only there the policy `requireLock` counts. */
  readonly isCommit?: boolean
  /** The reason in `HOLDFAST_BYPASS`, which lets this command through; empty when there is none. */
  readonly bypass: string
  /** Finds the agent that is refused on a server, where the workspace names no agent. */
  readonly nameBlocked?: (conflicts: readonly Conflict[]) => AgentName
}

export interface GuardResult {
  readonly verdict: Verdict
  /** Changes that are refused because the policy `requireLock` wants a lock on them. */
  readonly missing: readonly Change[]
  /** The reason of the bypass that let a refused command through; null without one. */
  readonly bypass: string | null
  /** The agents that got an ALERT of this refusal. */
  readonly alerted: readonly AgentName[]
  /** Why no ALERT could be sent; the verdict stays the same. */
  readonly alertProblem: string | null
  /** True when all locks are Holdfast's own: then only a new version of the lock table can forbid more than now. */
  readonly isSettled: boolean
}

interface FirstLook {
  readonly changes: readonly Change[]
  readonly isGlance: boolean
}

interface Decided {
  readonly snapshot: LockSnapshot
  readonly verdict: Verdict
}

/**
 * Decides whether the changes pass the locks: the one question of every hook. An alert that cannot be sent changes no
 * verdict.
 *
 * @throws ProblemError of area `store` or `git` when there is no verdict; the caller's policy decides then
 */
export async function guardChanges(
  workspace: Workspace,
  locks: LockReader,
  request: GuardRequest,
): Promise<GuardResult> {
  const { snapshot, verdict } = await decide(workspace, locks, request)
  const missing = request.isCommit === true ? findMissingLocks(workspace, verdict.unlocked) : []
  const isSettled = snapshot.locks.every((lock) => lock.origin === 'holdfast')
  const result = { verdict, missing, bypass: null, alerted: [], alertProblem: null, isSettled }
  if (verdict.verdict === 'clear' && missing.length === 0) return result
  const bypass = request.bypass === '' ? null : request.bypass
  const site = await request.describeSite()
  const conflicts = verdict.verdict === 'clear' ? [] : verdict.conflicts
  const blocked = request.nameBlocked?.(conflicts) ?? agentOf(workspace)
  const told = conflicts.length === 0 ? {} : await tellEveryone(workspace, blocked, conflicts, snapshot, site, bypass)
  logVerdict(workspace, { blocked, conflicts, missing, site, bypass })
  return { ...result, bypass, ...told }
}

/** A bypass lets conflicts and missing locks through. */
export function isRefused({ verdict, missing, bypass }: GuardResult): boolean {
  return bypass === null && (verdict.verdict === 'refused' || missing.length > 0)
}

async function decide(workspace: Workspace, locks: LockReader, request: GuardRequest): Promise<Decided> {
  const [snapshot, first] = await Promise.all([readSettled(locks), lookFirst(request)])
  const verdictOn = (changes: readonly Change[]): Verdict =>
    decideVerdict(changes, snapshot.locks, askerOf(workspace), momentOf(workspace))
  if (first.isGlance) {
    const verdict = verdictOn(first.changes)
    if (verdict.verdict === 'clear') return { snapshot, verdict }
  }
  const changes = first.isGlance ? await request.readChanges() : first.changes
  const { verdict } = await settleMerges(workspace.place, hookEnvironment(workspace.environment), changes, verdictOn)
  return { snapshot, verdict }
}

async function lookFirst({ glance, readChanges }: GuardRequest): Promise<FirstLook> {
  const seen = glance?.() ?? null
  return seen === null ? { changes: await readChanges(), isGlance: false } : { changes: seen, isGlance: true }
}

function agentOf({ identity }: Workspace): AgentName | null {
  return identity.ok ? identity.value.agent : null
}

async function tellEveryone(
  workspace: Workspace,
  blocked: AgentName | null,
  conflicts: readonly Conflict[],
  snapshot: LockSnapshot,
  site: RefusalSite,
  bypass: string | null,
): Promise<Pick<GuardResult, 'alerted' | 'alertProblem'>> {
  if (blocked === null) return { alerted: [], alertProblem: null }
  const { now, isGone } = momentOf(workspace)
  const live = snapshot.locks.filter((lock) => isLive(lock, now, isGone))
  const holders = [...conflicts.map(({ lock }) => lock), ...live].map((lock) => lock.owner.agent)
  const request = { blocked, conflicts, site, configured: workspace.policy.agents, holders, bypass, now }
  try {
    const sent = await alertConflict(mailOf(workspace), request)
    return { alerted: sent.map((message) => message.to), alertProblem: null }
  } catch (error) {
    return { alerted: [], alertProblem: error instanceof Error ? error.message : 'the mailbox does not answer' }
  }
}

/** The log names this agent where nobody can be named. */
const NOBODY = 'nobody' as AgentName

interface Logged extends Pick<GuardResult, 'missing' | 'bypass'> {
  readonly blocked: AgentName | null
  readonly conflicts: readonly Conflict[]
  readonly site: RefusalSite
}

function logVerdict(workspace: Workspace, { blocked, conflicts, missing, site, bypass }: Logged): void {
  const reasons = [
    ...conflicts.map(({ change, lock }) => `${change.path} (locked by ${lock.owner.agent})`),
    ...missing.map((change) => `${change.path} (not locked)`),
  ]
  const rest = reasons.length > 1 ? ` and ${reasons.length - 1} more` : ''
  const what = `${site.hook}: ${reasons[0] ?? ''}${rest}`
  logOf(workspace).append({
    kind: bypass === null ? 'refused' : 'bypassed',
    agent: blocked ?? NOBODY,
    text: bypass === null ? what : `${what}: ${bypass}`,
  })
}

/** The error codes of a record that exists and cannot be read, or that is not a regular file. */
const THERE_BUT_UNREADABLE: readonly string[] = ['EACCES', 'EPERM', 'EISDIR', 'ENOTDIR', 'ELOOP', 'ENXIO', 'EINVAL']

/** True for a problem on which the policy `onError` decides. State that cannot be read always refuses. */
export function isPolicyMatter(error: unknown): boolean {
  if (!(error instanceof ProblemError) || error.problem.area !== 'store') return true
  const { problem } = error
  if (problem.code === 'disk-refuses') return !THERE_BUT_UNREADABLE.includes(problem.errno)
  return !['state-unreadable', 'state-newer', 'path-planted'].includes(problem.code)
}

/**
 * The changes on which the agent holds no lock, although the policy `requireLock` demands one.
 *
 * @throws ProblemError of area `pattern`
 */
function findMissingLocks({ policy, settings }: Workspace, unlocked: readonly Change[]): readonly Change[] {
  const [first, ...rest] = policy.requireLock
  if (first === undefined || unlocked.length === 0) return []
  const { covers } = valueOf(parseCoverage(first, rest))
  return unlocked.filter(compileCoverage(covers, settings))
}
