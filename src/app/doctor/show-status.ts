import { isLive, type Lock } from '../../core/locks/lock.js'
import { isOwn } from '../../core/locks/lock-rules.js'
import { decideVerdict } from '../../core/locks/verdict.js'
import { hookEnvironment } from '../../git/environment.js'
import { readBranch } from '../../git/branch.js'
import { readStagedChanges } from '../../git/changes/staged-changes.js'
import { askerOf } from '../guard/check-changes.js'
import { findGuardedHooks, type GuardedHook } from '../install/guarded-hooks.js'
import { countUnseen } from '../mail/read-inbox.js'
import { requireReadable } from '../locks/require-readable.js'
import { mailingOf } from '../mail/mailing.js'
import { locksOf } from '../workspace/locks-of.js'
import { mailOf } from '../workspace/mail-of.js'
import { momentOf, type Workspace } from '../workspace/workspace.js'

export interface Status {
  readonly agent: string | null
  readonly rule: string | null
  readonly source: string | null
  readonly session: string
  readonly branch: string | null
  readonly hooks: readonly GuardedHook[]
  readonly mine: readonly Lock[]
  readonly others: readonly Lock[]
  readonly waiting: number
  readonly messages: number
  /** How many of these messages the agent has not seen. */
  readonly unseen: number
  readonly staged: { readonly changes: number; readonly verdict: 'clear' | 'refused' } | null
  readonly store: string
}

/** @throws ProblemError of area `store` when the locks cannot be read */
export async function showStatus(workspace: Workspace): Promise<Status> {
  const { place, identity, folders } = workspace
  const env = hookEnvironment(workspace.environment)
  const [snapshot, branch, hooks, changes, messages, unseen] = await Promise.all([
    locksOf(workspace).read(),
    readBranch(place, env),
    findGuardedHooks(workspace),
    place.top === null ? null : readStagedChanges(place, env),
    identity.ok ? mailOf(workspace).peek(identity.value.agent) : 0,
    identity.ok ? countUnseen(mailingOf(workspace)) : 0,
  ])
  requireReadable(snapshot)
  const me = askerOf(workspace)
  const moment = momentOf(workspace)
  const live = snapshot.locks.filter((lock) => isLive(lock, moment.now, moment.isGone))
  return {
    agent: identity.ok ? identity.value.agent : null,
    rule: identity.ok ? identity.value.rule : null,
    source: identity.ok ? identity.value.source : null,
    session: identity.ok ? identity.value.session : '',
    branch,
    hooks,
    mine: live.filter((lock) => isOwn(lock.owner, me, moment.ownership)),
    others: live.filter((lock) => !isOwn(lock.owner, me, moment.ownership)),
    waiting: snapshot.waiters.filter((waiter) => waiter.expiresAt > moment.now).length,
    messages,
    unseen,
    staged:
      changes === null
        ? null
        : { changes: changes.length, verdict: decideVerdict(changes, snapshot.locks, me, moment).verdict },
    store: folders.locks,
  }
}
