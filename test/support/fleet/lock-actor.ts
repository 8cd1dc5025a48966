import { isLive, type Lock, type LockId } from '../../../src/core/locks/lock.js'
import { ProblemError } from '../../../src/core/problems/problem.js'
import { openFileLockStore } from '../../../src/store/file/locks/file-lock-store.js'
import { transact, type Decision } from '../../../src/store/transact.js'
import { isGone } from '../../../src/processes/binding.js'
import { hammer } from './lock-hammer.js'
import { mortalDisk, obeyCommands, readSetup, type Death } from './obey.js'
import { openNaiveStore } from '../../../torture/naive-lock-store.js'

/** A process that works on a lock store as the test says: see `callLockActor`. */
export interface LockActorSetup {
  readonly folder: string
  readonly death?: Death
}

export type LockCommand =
  | { readonly do: 'put'; readonly lock: Lock }
  | { readonly do: 'drop'; readonly id: string }
  | { readonly do: 'read' }
  | { readonly do: 'take-each'; readonly locks: readonly Lock[] }
  | { readonly do: 'hammer'; readonly agent: string; readonly rounds: number; readonly store: 'files' | 'naive' }

const setup = readSetup() as LockActorSetup
const store = openFileLockStore({ folder: setup.folder, now: Date.now, disk: mortalDisk(setup.death) })

await obeyCommands((command) => obey(command as LockCommand).catch(problemOf))

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
