import type { AgentEvent } from '../../programs/agent-event.js'
import { isLive, type Lock } from '../../core/locks/lock.js'
import { decideRenew, isOwn } from '../../core/locks/lock-rules.js'
import { MINUTE_MS, type EpochMs } from '../../core/time.js'
import type { SessionRecord } from '../../records/session-record.js'
import type { LockSnapshot, LockStore } from '../../store/lock-store.js'
import { transact, type Decision } from '../../store/transact.js'
import { findAncestors } from '../../processes/ancestors.js'
import { logOf } from '../workspace/log-of.js'
import { sessionsOf } from '../workspace/sessions-of.js'
import { momentOf, ownerOf, type Workspace } from '../workspace/workspace.js'
import { isAutomatic } from './automatic-lock.js'

/** Activity extends a lock by this time, so that the locks of a session that dies expire soon. */
export const ACTIVE_TTL_MS = 15 * MINUTE_MS

/** The least time between two notes of activity, so that most events write nothing. */
const SIGN_MS = 5 * MINUTE_MS

/**
 * Notes the activity of a session and extends its locks, at most once in five minutes. Null when the session or the
 * agent has no name.
 */
export async function keepSession(
  workspace: Workspace,
  locks: LockStore,
  event: AgentEvent,
): Promise<SessionRecord | null> {
  const { identity } = workspace
  const program = event.program ?? ''
  if (event.session === '' || !identity.ok) return null
  const sessions = sessionsOf(workspace)
  const known = sessions.find(program, event.session)
  const now = workspace.now()
  if (known?.agent === identity.value.agent && isFresh(known, now)) return known
  const { agent } = identity.value
  const isNew = known === null || event.kind === 'session-start'
  const ancestors = isNew ? findAncestors() : known.ancestors
  const { isExported, asked } = known ?? { isExported: false, asked: [] }
  const record = { program, session: event.session, agent, ancestors, seenAt: now, isExported, asked }
  sessions.save(record)
  await renewActive(workspace, locks, event)
  return record
}

/** A note from the future does not count: after the clock is set back, the session must be noted again. */
function isFresh({ seenAt }: SessionRecord, now: EpochMs): boolean {
  return seenAt <= now && now - seenAt < SIGN_MS
}

/** Never shortens a lock. Of a person's locks only automatic ones are extended: the person manages the others. */
function renewActive(workspace: Workspace, locks: LockStore, event: AgentEvent): Promise<void> {
  const me = ownerOf(workspace)
  const isPerson = workspace.identity.ok && workspace.identity.value.rule === 'person'
  return transact(locks, (snapshot): Decision<undefined> => {
    const moment = momentOf(workspace)
    const due = liveOwn(workspace, snapshot).filter(
      (lock) => lock.expiresAt < moment.now + ACTIVE_TTL_MS && (!isPerson || isAutomatic(lock, event)),
    )
    const decision = decideRenew(due, me, ACTIVE_TTL_MS, moment)
    if (decision.kind !== 'renew' || decision.locks.length === 0) return { kind: 'stop', result: undefined }
    return { kind: 'write', change: { put: decision.locks, drop: [] }, result: undefined }
  })
}

/** Forgets a session that has ended, and releases the locks that its edits took automatically. */
export async function endSession(workspace: Workspace, store: LockStore, event: AgentEvent): Promise<void> {
  const { agent } = ownerOf(workspace)
  sessionsOf(workspace).remove(event.program ?? '', event.session)
  const released = await transact(store, (snapshot): Decision<readonly Lock[]> => {
    const locks = liveOwn(workspace, snapshot).filter((lock) => isAutomatic(lock, event))
    if (locks.length === 0) return { kind: 'stop', result: [] }
    return { kind: 'write', change: { put: [], drop: locks.map((lock) => lock.id) }, result: locks }
  })
  const log = logOf(workspace)
  for (const lock of released)
    log.append({ kind: 'unlocked', agent, text: `${lock.resource}: the session has ended`, lockId: lock.id })
}

export function liveOwn(workspace: Workspace, snapshot: LockSnapshot): readonly Lock[] {
  const me = ownerOf(workspace)
  const { now, isGone, ownership } = momentOf(workspace)
  return snapshot.locks.filter(
    (lock) => lock.origin === 'holdfast' && isOwn(lock.owner, me, ownership) && isLive(lock, now, isGone),
  )
}
