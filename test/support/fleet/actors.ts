import { join } from 'node:path'
import { inject, onTestFinished } from 'vitest'
import type { LockActorSetup, LockCommand } from './lock-actor.js'
import type { MailActorSetup, MailCommand } from './mail-actor.js'
import { startSteered, type SteeredOptions } from './steered.js'

/** A process that works on a store as the test says. */
export interface Actor<Command> {
  readonly pid: number
  /** Its answer, or null where it died of the command. */
  readonly tell: <T>(command: Command) => Promise<T | null>
  /** Kills it, and resolves when it is gone. */
  readonly kill: () => Promise<void>
}

export function callLockActor(setup: LockActorSetup, options?: SteeredOptions): Promise<Actor<LockCommand>> {
  return callActor('lock-actor', setup, options)
}

export function callMailActor(setup: MailActorSetup): Promise<Actor<MailCommand>> {
  return callActor('mail-actor', setup)
}

export function callMailActors(count: number, setup: MailActorSetup): Promise<readonly Actor<MailCommand>[]> {
  return Promise.all(Array.from({ length: count }, () => callMailActor(setup)))
}

/** Ready for its first command, and ends with the test. */
async function callActor<Command>(name: string, setup: object, options?: SteeredOptions): Promise<Actor<Command>> {
  const actor = startSteered(join(inject('actors'), `${name}.mjs`), setup, options)
  onTestFinished(() => actor.dismiss())
  await actor.ready
  return {
    pid: actor.pid,
    tell: async <T>(command: Command) => {
      actor.send(command)
      return (await actor.next()) as T | null
    },
    kill: () => {
      actor.signal('SIGKILL')
      return actor.gone
    },
  }
}
