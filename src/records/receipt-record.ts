import type { EpochMs } from '../core/time.js'

export const RECEIPT_KINDS = ['seen', 'acknowledged'] as const
export type ReceiptKind = (typeof RECEIPT_KINDS)[number]

/** A line of a mailbox's receipts: an agent saw or acknowledged a message. */
export interface ReceiptRecord {
  readonly id: string
  readonly kind: ReceiptKind
  readonly at: EpochMs
}

const MAX_ID = 200

/** Gives null for a torn line, or a line of another program. */
export function parseReceiptRecord(line: string): ReceiptRecord | null {
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch {
    return null
  }
  if (typeof json !== 'object' || json === null) return null
  const { id, kind, at } = json as Readonly<Record<string, unknown>>
  const known = RECEIPT_KINDS.find((each) => each === kind)
  const isWhole = typeof id === 'string' && id.length <= MAX_ID && Number.isSafeInteger(at) && known !== undefined
  return isWhole ? { id, kind: known, at: Number(at) } : null
}

/** Writes one line, without its line end. */
export function renderReceiptRecord({ id, kind, at }: ReceiptRecord): string {
  return JSON.stringify({ id: id.slice(0, MAX_ID), kind, at: Math.floor(at) })
}
