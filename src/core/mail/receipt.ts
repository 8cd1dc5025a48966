import type { EpochMs } from '../time.js'

/** What became of a message: shown to its agent for the first time, and archived or answered. */
export interface Receipt {
  readonly seenAt: EpochMs | null
  readonly acknowledgedAt: EpochMs | null
}

export const NO_RECEIPT: Receipt = { seenAt: null, acknowledgedAt: null }
