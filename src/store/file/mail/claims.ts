import type { AgentName } from '../../../core/agent-name.js'
import type { StoredMessage } from '../../../core/mail/message.js'
import { SECOND_MS } from '../../../core/time.js'
import type { Claim, ClaimOptions } from '../../mailbox.js'
import { CLAIMS, filesOfAgent, type MailFolders } from './mail-folders.js'
import { leaseKey, readLeases, takeLease, type Leases, type LeaseOutcome } from './leases.js'
import { readInOrder } from './read-in-order.js'
import { reject } from './rejects.js'
import { removeQuietly } from '../../../disk/settle.js'

/** No archiving takes as long. If the archiver dies, others can claim the message after this time. */
const ARCHIVING_MS = 60 * SECOND_MS
const SOMEBODY = 'somebody who archives it'
const MAX_CLAIMANT_LENGTH = 200

/** The next message in order that has no claim; null if there is none. */
export function claimNext(folders: MailFolders, agent: AgentName, options: ClaimOptions): Claim | null {
  requireClaimable(options)
  const book = readLeases(folders, CLAIMS)
  for (const { file, examined } of readInOrder(folders, filesOfAgent(folders, agent))) {
    if (examined.kind === 'malformed') reject(folders, file, examined.reason)
    if (examined.kind !== 'message' || !isWanted(examined.message, options)) continue
    const claim = claimMessage(book, examined.message, options)
    if (claim !== null) return claim
  }
  return null
}

/**
 * Keeps others off a message while it is moved to the archive. The archiver takes the next epoch, and claimants race
 * for the same epoch: so no message is claimed by one agent and archived by another.
 */
export function claimForArchive(book: Leases, id: string, claimant: string | undefined): LeaseOutcome {
  const lease = { holder: claimant ?? SOMEBODY, expiresAt: Math.floor(book.folders.now()) + ARCHIVING_MS }
  return takeLease(book, leaseKey(id), lease, ({ holder }) => holder === claimant)
}

function requireClaimable({ claimant, leaseMs }: ClaimOptions): void {
  if (claimant.length < 1 || claimant.length > MAX_CLAIMANT_LENGTH) {
    throw new RangeError(`claimant has ${claimant.length} characters, not 1 to ${MAX_CLAIMANT_LENGTH}`)
  }
  if (!(leaseMs >= 1)) throw new RangeError(`leaseMs is ${leaseMs}, not at least 1`)
}

function isWanted(message: StoredMessage, { type }: ClaimOptions): boolean {
  return type === undefined || message.type === type
}

/**
 * Null if another claimant has the message, or it was archived meanwhile, or the lease ran out while it was written.
 */
function claimMessage(book: Leases, message: StoredMessage, { claimant, leaseMs }: ClaimOptions): Claim | null {
  const { folders } = book
  const expiresAt = Math.floor(folders.now() + leaseMs)
  const outcome = takeLease(book, leaseKey(message.id), { holder: claimant, expiresAt })
  if (outcome.kind === 'held') return null
  if (folders.disk.exists(message.path)) return folders.now() < expiresAt ? { message, claimant, expiresAt } : null
  removeQuietly(folders.disk, outcome.path)
  return null
}
