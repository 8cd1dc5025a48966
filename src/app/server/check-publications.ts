import { isLive, type Lock } from '../../core/locks/lock.js'
import { speaksFor, type Pusher } from '../../core/locks/pusher.js'
import type { Environment } from '../../core/settings/environment.js'
import { LOCKS_NAMESPACE } from '../../git/remote/locks-ref.js'
import { isZeroId, isDeletion, type ReceiveLine } from '../../git/changes/ref-updates.js'
import { readLocksCommit } from '../../git/remote/read-locks-refs.js'
import { decodePublishedLocks, type PublishedLocks } from '../../records/published-locks-record.js'
import { isGone } from '../../processes/binding.js'
import type { Workspace } from '../workspace/workspace.js'
import type { ServerPolicy } from './server-policy.js'

/** A ref that a push must not set to its new value. `reason` is a clause about the ref. */
export interface RefusedRef {
  readonly ref: string
  readonly reason: string
}

export function isPublication({ ref }: ReceiveLine): boolean {
  return ref.startsWith(LOCKS_NAMESPACE)
}

/**
 * Checks pushed refs of published locks, because later pushes are judged by these locks. A ref takes only a record of
 * its own store that is not older than the present record. If pushers have to be known, the new record must not free
 * locks of agents for whom the pusher does not speak.
 *
 * @throws ProblemError of area `git`
 */
export async function checkPublications(
  workspace: Workspace,
  env: Environment,
  policy: ServerPolicy,
  lines: readonly ReceiveLine[],
): Promise<readonly RefusedRef[]> {
  const refused: RefusedRef[] = []
  for (const line of lines.filter(isPublication)) {
    const reason = await findFault(workspace, env, policy, line)
    if (reason !== null) refused.push({ ref: line.ref, reason })
  }
  return refused
}

async function findFault(
  workspace: Workspace,
  env: Environment,
  { pusher, requiresPusher }: ServerPolicy,
  line: ReceiveLine,
): Promise<string | null> {
  if (pusher.kind === 'stranger') return 'the server knows no agent of this account'
  const before = await readRecord(workspace, env, line.oldId)
  const after = isDeletion(line) ? NOTHING : await readRecord(workspace, env, line.newId)
  if (typeof after === 'string') return after
  if (!isDeletion(line) && line.ref !== `${LOCKS_NAMESPACE}${after.store}`) return 'it is of another store'
  // A present value that is no record was set without this hook, so it may be replaced.
  if (typeof before === 'string') return null
  if (!isDeletion(line) && before.revision > after.revision)
    return `it is of revision ${after.revision}, and revision ${before.revision} stands there`
  return requiresPusher ? findFreed(workspace, pusher, before.locks, after.locks) : null
}

const NOTHING: Pick<PublishedLocks, 'store' | 'revision' | 'locks'> = { store: '', revision: 0, locks: [] }

/** The record, or why there is none. */
async function readRecord({ place }: Workspace, env: Environment, id: string): Promise<typeof NOTHING | string> {
  if (isZeroId(id)) return NOTHING
  const content = await readLocksCommit(place, env, id)
  if (content === null) return 'it is no record of locks'
  const record = decodePublishedLocks(content)
  return record.ok ? record.value : record.reason
}

function findFreed(
  { now }: Pick<Workspace, 'now'>,
  pusher: Pusher,
  before: readonly Lock[],
  after: readonly Lock[],
): string | null {
  const kept = new Map(after.map((lock) => [lock.id, lock]))
  const freed = before
    .filter((lock) => isLive(lock, now(), isGone) && !speaksFor(pusher, lock.owner.agent))
    .find((lock) => !isKept(lock, kept.get(lock.id)))
  return freed === undefined ? null : `it frees a lock of ${freed.owner.agent}, for whom this account does not speak`
}

function isKept(lock: Lock, now: Lock | undefined): boolean {
  if (now === undefined || now.expiresAt < lock.expiresAt || now.owner.agent !== lock.owner.agent) return false
  return JSON.stringify(now.covers) === JSON.stringify(lock.covers)
}
