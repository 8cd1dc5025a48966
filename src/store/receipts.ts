import type { AgentName } from '../core/agent-name.js'
import type { Receipt } from '../core/mail/receipt.js'
import type { ReceiptKind } from '../records/receipt-record.js'

/**
 * What agents have seen of their mail, beside the mailboxes. Kept as long as mail usually lives, and no longer: a
 * receipt that is gone means that the message is shown once more.
 */
export interface Receipts {
  /** Of every message to this agent that something is known of, by id. Empty where it cannot be read. */
  of(agent: AgentName): ReadonlyMap<string, Receipt>
  /** False where it cannot be written: the message is then shown again. */
  note(agent: AgentName, kind: ReceiptKind, ids: readonly string[]): boolean
}
