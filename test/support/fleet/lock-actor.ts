import { createInterface } from 'node:readline'
import { isLive, type Lock, type LockId } from '../../../src/core/locks/lock.js'
import { ProblemError } from '../../../src/core/problems/problem.js'
import type { Disk } from '../../../src/disk/disk.js'
import { openFileLockStore } from '../../../src/store/file/locks/file-lock-store.js'
import { nodeDisk } from '../../../src/disk/node-disk.js'
import { transact, type Decision } from '../../../src/store/transact.js'
import { isGone } from '../../../src/processes/binding.js'
import { CHANGES, wrapDisk } from '../store/mail-disk.js'
import { hammer } from './lock-hammer.js'
import { openNaiveStore } from '../../../torture/naive-lock-store.js'

/** A process that works on a lock store as its parent says, one JSON command a line, and answers each with one line. */
export interface LockActorSetup {
  readonly folder: string
  /** Where it dies, counted in changes of the disk. */
  readonly death?: { readonly change: number; readonly when: 'before' | 'after' }
}

export type LockCommand =
  | { readonly do: 'put'; readonly lock: Lock }
  | { readonly do: 'drop'; readonly id: string }
  | { readonly do: 'read' }
  | { readonly do: 'take-each'; readonly locks: readonly Lock[] }
  | { readonly do: 'hammer'; readonly agent: string; readonly rounds: number; readonly store: 'files' | 'naive' }

const setup = JSON.parse(process.argv[2] ?? '') as LockActorSetup
const store = openFileLockStore({ folder: setup.folder, now: Date.now, disk: mortalDisk(setup) })

process.stdout.write('"ready"\n')
for await (const line of createInterface({ input: process.stdin })) {
  const answer = await obey(JSON.parse(line) as LockCommand).catch(problemOf)
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}

function problemOf(error: unknown): unknown {
  if (error instanceof ProblemError) return error.problem
  throw error
}

async function obey(command: LockCommand): Promise<unknown> {
  switch (command.do) {
    case 'put':
      return transact(store, () => ({ kind: 'write', change: { put: [command.lock], drop: [] }, result: 'done' }))
    case 'drop':
      return transact(store, () => ({
        kind: 'write',
        change: { put: [], drop: [command.id as LockId] },
        result: 'done',
      }))
    case 'read':
      return store.read()
    case 'take-each': {
      const taken: string[] = []
      for (const lock of command.locks) if (await takeFree(lock)) taken.push(lock.resource)
      return taken
    }
    case 'hammer': {
      const target = command.store === 'files' ? store : openNaiveStore(setup.folder)
      return hammer(target, command.agent, command.rounds)
    }
  }
}

async function takeFree(lock: Lock): Promise<boolean> {
  return transact(store, ({ locks }): Decision<boolean> => {
    const isTaken = locks.some((other) => other.resource === lock.resource && isLive(other, Date.now(), isGone))
    if (isTaken) return { kind: 'stop', result: false }
    return { kind: 'write', change: { put: [lock], drop: [] }, result: true }
  })
}

/** Dies as a killed process does: between two changes. */
function mortalDisk({ death }: LockActorSetup): Disk {
  if (death === undefined) return nodeDisk
  let changes = 0
  return wrapDisk(nodeDisk, ({ name }, operate) => {
    if (name !== 'removeFolder' && !CHANGES.includes(name)) return operate()
    changes += 1
    if (changes === death.change && death.when === 'before') process.kill(process.pid, 'SIGKILL')
    const result = operate()
    if (changes === death.change) process.kill(process.pid, 'SIGKILL')
    return result
  })
}
