import * as z from 'zod/mini'
import type { EpochMs } from '../core/time.js'
import { readJson } from './json-text.js'

/** A holder's claim for a limited time, such as on a message that an agent works on. */
export interface Lease {
  readonly holder: string
  readonly expiresAt: EpochMs
}

const leaseRecord = z.lazy(() => z.object({ holder: z.string().check(z.maxLength(200)), expiresAt: z.int() }))

export function parseLeaseRecord(bytes: Uint8Array): Lease | null {
  const decoded = readJson(bytes)
  if (!decoded.ok) return null
  const result = z.safeParse(leaseRecord, decoded.value)
  return result.success ? result.data : null
}

export function renderLeaseRecord(lease: Lease): string {
  return JSON.stringify({ holder: lease.holder, expiresAt: lease.expiresAt })
}
