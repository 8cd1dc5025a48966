import type { Identity } from '../../core/settings/identity.js'
import { valueOf } from '../../core/problems/problem.js'
import type { Mailbox } from '../../store/mailbox.js'
import type { Receipts } from '../../store/receipts.js'
import { mailOf } from '../workspace/mail-of.js'
import { receiptsOf } from '../workspace/receipts-of.js'
import type { Workspace } from '../workspace/workspace.js'

/** What one agent needs to read and write mail. */
export interface Mailing {
  readonly me: Identity
  readonly mail: Mailbox
  readonly receipts: Receipts
}

/** @throws ProblemError of area `agent` when the agent has no name */
export function mailingOf(workspace: Workspace): Mailing {
  return { me: valueOf(workspace.identity), mail: mailOf(workspace), receipts: receiptsOf(workspace) }
}

/** The name under which a claim is made: the agent, with its session if it has one. */
export function claimantOf({ agent, session }: Identity): string {
  return session === '' ? agent : `${agent}/${session}`.slice(0, 200)
}
