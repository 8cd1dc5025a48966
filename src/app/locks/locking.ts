import type { Moment } from '../../core/locks/lock-rules.js'
import type { Owner } from '../../core/locks/lock.js'
import type { EventLog } from '../../store/event-log.js'
import type { LockStore } from '../../store/lock-store.js'
import type { Mailbox } from '../../store/mailbox.js'
import { locksOf } from '../workspace/locks-of.js'
import { logOf } from '../workspace/log-of.js'
import { mailOf } from '../workspace/mail-of.js'
import { momentOf, ownerOf, type Workspace } from '../workspace/workspace.js'

/** What one agent needs to take, renew and release locks: the store, the mail to other agents, and the log. */
export interface Locking {
  readonly me: Owner
  readonly moment: () => Moment
  readonly locks: LockStore
  readonly mail: Mailbox
  readonly log: EventLog
}

/** @throws ProblemError of area `agent` when the agent has no name */
export function lockingOf(workspace: Workspace, locks: LockStore = locksOf(workspace)): Locking {
  const moment = (): Moment => momentOf(workspace)
  return { me: ownerOf(workspace), moment, locks, mail: mailOf(workspace), log: logOf(workspace) }
}
