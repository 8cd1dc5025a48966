import { ProblemError } from '../../../src/core/problems/problem.js'
import type { Disk } from '../../../src/disk/disk.js'

export interface DiskCall {
  /** From 1. */
  readonly number: number
  readonly name: keyof Disk
}

/** Everything that changes what is on the disk; between two of them nothing can be told apart. */
export const CHANGES: readonly (keyof Disk)[] = [
  'makeFolder',
  'writeNew',
  'linkNew',
  'move',
  'remove',
  'removeFolder',
  'syncFolder',
  'appendLine',
]

/** A disk that lets a test stand between the mailbox and each of its calls. */
export function wrapDisk(disk: Disk, around: (call: DiskCall, operate: () => unknown) => unknown): Disk {
  let calls = 0
  const wrapped = Object.entries(disk).map(([name, operation]) => [
    name,
    (...args: readonly unknown[]) => {
      calls += 1
      return around({ number: calls, name: name as keyof Disk }, () =>
        (operation as (...args: readonly unknown[]) => unknown)(...args),
      )
    },
  ])
  return Object.fromEntries(wrapped) as Disk
}

/** How the door to the disk says that the system refuses. */
export function refusal(errno: string): ProblemError {
  return new ProblemError({ area: 'store', code: 'disk-refuses', action: 'write', path: 'somewhere', errno })
}
