import type { ProcessBinding } from '../core/locks/lock.js'
import { hostName } from './host.js'
import { bootIdOf, pidNamespaceOf, startTimeOf } from './facts.js'

// Zero and below name process groups to the system.
const LARGEST_PID = 2 ** 31 - 1

/** The facts that tell this process from a later one with the same pid; null if there is no such process. */
export function describeProcess(pid: number): ProcessBinding | null {
  if (!isPid(pid) || !isRunning(pid)) return null
  return { pid, startTime: startTimeOf(pid), bootId: bootIdOf(), pidNamespace: pidNamespaceOf(), host: hostName() }
}

/**
 * True only if the binding can be judged from here and no such process is left. No process outlives a boot of its host.
 * A fact that the binding does not have cannot be compared and is skipped.
 */
export function isGone(binding: ProcessBinding): boolean {
  if (!isPid(binding.pid) || binding.host !== hostName()) return false
  if (isFromEarlierBoot(binding)) return true
  if (binding.pidNamespace !== '' && binding.pidNamespace !== pidNamespaceOf()) return false
  if (!isRunning(binding.pid)) return true
  if (binding.startTime === '') return false
  const startTime = startTimeOf(binding.pid)
  return startTime !== '' && startTime !== binding.startTime
}

function isPid(pid: number): boolean {
  return Number.isInteger(pid) && pid > 0 && pid <= LARGEST_PID
}

function isFromEarlierBoot({ bootId }: ProcessBinding): boolean {
  const now = bootIdOf()
  return bootId !== '' && now !== '' && bootId !== now
}

/** Signal 0 disturbs no process. Any error but "no such process" means that there is one. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}
