import type { EpochMs } from '../time.js'

/** When a message was first shown to its agent, and when the agent archived or answered it; null for not yet. */
export interface Receipt {
  readonly seenAt: EpochMs | null
  readonly acknowledgedAt: EpochMs | null
}

export const NO_RECEIPT: Receipt = { seenAt: null, acknowledgedAt: null }
