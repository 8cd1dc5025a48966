import type { Lock, ProcessBinding } from './lock.js'
import type { EpochMs } from '../time.js'

/** True only where it is certain that the process has ended. */
export type IsGone = (binding: ProcessBinding) => boolean

/** Neither expired nor bound to a process that has ended. */
export function isLive(lock: Pick<Lock, 'expiresAt' | 'process'>, now: EpochMs, isGone: IsGone): boolean {
  if (now >= lock.expiresAt) return false
  return lock.process === null || !isGone(lock.process)
}
