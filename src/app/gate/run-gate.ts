import type { Change } from '../../core/change.js'
import { groupConflicts } from '../../core/locks/conflict-groups.js'
import { isLive, type Lock, type Owner } from '../../core/locks/lock.js'
import { ProblemError } from '../../core/problems/problem.js'
import { decideVerdict, type Verdict } from '../../core/locks/verdict.js'
import { readCommitChanges, readRangeChanges } from '../../git/changes/commit-changes.js'
import type { Range } from '../../git/remote/complete-history.js'
import { hookEnvironment } from '../../git/environment.js'
import type { RemoteCall } from '../../git/remote/remote-call.js'
import { remoteEnvironment } from '../../git/remote/quiet-environment.js'
import { readFetchUrl, withoutCredentials } from '../../git/remote/remote-url.js'
import type { GateReport } from '../../report/gate/gate-report.js'
import { hostName } from '../../processes/host.js'
import { fetchPublishedLocks } from '../publish/fetch-published-locks.js'
import { requireReadable } from '../locks/require-readable.js'
import { locksOf } from '../workspace/locks-of.js'
import { settleMerges, type Settled } from '../guard/settle-merges.js'
import { momentOf, type Workspace } from '../workspace/workspace.js'
import { alertFromGate } from './alert-from-gate.js'
import { askForRange, ciOf, type RangeOptions } from './ask-ci.js'
import { findTargetProject } from './gitlab-range.js'
import type { RangeQuestion } from './range-question.js'
import { settleRange } from './settle-range.js'

export interface GateOptions extends RangeOptions {
  /** The remote with the published locks. Default `origin`. */
  readonly remote?: string | undefined
  /** False: neither locks nor commits are fetched. Default true. */
  readonly fetch?: boolean
}

/** A fetch of 5,000 commits of a large repository takes minutes. */
const FETCH_TIMEOUT_MS = 10 * 60_000

/**
 * The verdict of CI: compares every commit of a range with the locks that clones have published, and with the locks of
 * this repository's store if there is one. A commit that the holder made itself passes. A refusal sends an ALERT if
 * there is a store.
 *
 * @throws ProblemError if the range or the locks cannot be read; the range is not clear then. `range-unknown`,
 *   `event-unreadable`, `no-revision`, `history-cut`, `remote-missing`, `remote-unreachable`, `state-unreadable` …
 */
export async function runGate(workspace: Workspace, options: GateOptions = {}): Promise<GateReport> {
  const question = askForRange(workspace.environment, options)
  const known = await readLocks(workspace, options)
  if (question.kind === 'empty') return toReport(workspace, question, null, NOTHING, known)
  const call = await openRemote(workspace, options)
  const range = await settleRange(call, question, options.fetch !== false)
  const changes = await readChanges(call, range)
  const decide = (seen: readonly Change[]): Verdict =>
    decideVerdict(seen, known.locks, committerOf(workspace), momentOf(workspace))
  return toReport(workspace, question, range, await settleMerges(call.place, call.env, changes, decide), known)
}

const NOTHING: Settled = { verdict: { verdict: 'clear', unlocked: [] }, changes: [] }

interface KnownLocks {
  readonly locks: readonly Lock[]
  readonly storeCount: number
}

/** A lock in the store replaces its published copy, because the store has the latest version. */
async function readLocks(workspace: Workspace, options: GateOptions): Promise<KnownLocks> {
  const published = await readPublished(workspace, options)
  const snapshot = await locksOf(workspace).read()
  requireReadable({ ...snapshot, unreadable: [...snapshot.unreadable, ...published.unreadable] })
  const byId = new Map([...published.locks, ...snapshot.locks].map((lock) => [lock.id, lock]))
  const { now, isGone } = momentOf(workspace)
  const locks = [...byId.values()].filter((lock) => isLive(lock, now, isGone))
  return { locks, storeCount: published.stores.length }
}

function readPublished(
  workspace: Workspace,
  { remote, fetch = true }: GateOptions,
): ReturnType<typeof fetchPublishedLocks> {
  const target = ciOf(workspace.environment) === 'gitlab' ? findTargetProject(workspace.environment) : null
  return fetchPublishedLocks(workspace, remote ?? target ?? 'origin', fetch)
}

async function openRemote(workspace: Workspace, { remote = 'origin' }: GateOptions): Promise<RemoteCall> {
  const { place } = workspace
  // Unlike in a hook, no agent waits here: a partial clone may fetch the trees that it lacks.
  const env = { ...hookEnvironment(workspace.environment), GIT_NO_LAZY_FETCH: '0' }
  const url = await readFetchUrl(place, env, remote)
  const asked = { name: withoutCredentials(remote), url }
  return { place, env: await remoteEnvironment(place, env), remote: asked, timeoutMs: FETCH_TIMEOUT_MS }
}

function readChanges({ place, env }: RemoteCall, { base, head }: Range): Promise<readonly Change[]> {
  if (base === null) return readCommitChanges(place, env, { tips: [head], known: [] })
  return readRangeChanges(place, env, base, head)
}

async function toReport(
  workspace: Workspace,
  question: RangeQuestion,
  range: Range | null,
  { verdict, changes }: Settled,
  { locks, storeCount }: KnownLocks,
): Promise<GateReport> {
  const conflicts = verdict.verdict === 'refused' ? verdict.conflicts : []
  const site = { branch: question.kind === 'range' ? question.branch : null, head: range?.head ?? null }
  return {
    verdict: verdict.verdict,
    conflicts,
    findings: groupConflicts(conflicts),
    paths: [...new Set(changes.map(({ path }) => path))],
    what: question.what,
    base: range?.base ?? null,
    head: range?.head ?? null,
    lockCount: locks.length,
    storeCount,
    alertedCount: await alertFromGate(workspace, conflicts, locks, site),
    now: workspace.now(),
  }
}

/**
 * CI itself is no agent: the trailer or e-mail of a commit tells whose it is. Only `--agent` names an agent whose locks
 * do not count.
 */
function committerOf({ identity }: Workspace): Owner {
  const isNamed = identity.ok && identity.value.rule === 'flag'
  if (!identity.ok && identity.problem.code !== 'nobody') throw new ProblemError(identity.problem)
  return { agent: isNamed ? identity.value.agent : ('' as Owner['agent']), session: '', host: hostName() }
}
