import type { AgentName } from '../core/agent-name.js'
import type { Receipt } from '../core/mail/receipt.js'
import type { ReceiptKind } from '../records/receipt-record.js'

/**
 * Which messages agents have seen, kept beside the mailboxes. A receipt is kept as long as mail usually lives, and no
 * longer: if it is gone, the message is shown once more.
 */
export interface Receipts {
  /** The receipts of every message to this agent, by message id. Empty if they cannot be read. */
  of(agent: AgentName): ReadonlyMap<string, Receipt>
  /** False if the receipt cannot be written: the message is then shown again. */
  note(agent: AgentName, kind: ReceiptKind, ids: readonly string[]): boolean
}
