import type { AgentName } from '../../../src/core/agent-name.js'
import { openFileEventLog } from '../../../src/store/file/log/file-event-log.js'
import { openFileMailbox } from '../../../src/store/file/mail/file-mailbox.js'
import type { Mailbox } from '../../../src/store/mailbox.js'
import { mortalDisk, obeyCommands, readSetup, type Death } from './obey.js'

/** A process that works on a mailbox as the test says: see `callMailActor`. */
export interface MailActorSetup {
  readonly folder: string
  /** The time it is told, always the same. */
  readonly now: number
  readonly death?: Death
}

export type MailCommand =
  | { readonly do: 'send'; readonly to: string; readonly texts: readonly string[] }
  | { readonly do: 'claim-all'; readonly agent: string; readonly claimant: string; readonly leaseMs: number }
  | { readonly do: 'archive-each'; readonly ids: readonly string[]; readonly claimant?: string }
  | { readonly do: 'claim-and-archive-all'; readonly agent: string; readonly claimant: string }
  | { readonly do: 'mark-each'; readonly keys: readonly string[] }
  | { readonly do: 'receive'; readonly agent: string }
  | { readonly do: 'log'; readonly path: string; readonly texts: readonly string[] }

const setup = readSetup() as MailActorSetup
const mail = openFileMailbox({ folder: setup.folder, now: () => setup.now, disk: mortalDisk(setup.death) })

await obeyCommands((command) => obey(mail, command as MailCommand))

async function obey(mailbox: Mailbox, command: MailCommand): Promise<unknown> {
  switch (command.do) {
    case 'send':
      return inTurn(command.texts, async (text) => {
        const draft = {
          from: 'alice' as AgentName,
          to: command.to as AgentName,
          type: 'TASK',
          priority: 5,
          payload: { text },
        } as const
        return (await mailbox.send(draft)).id
      })
    case 'claim-all':
      return claimAll(mailbox, command.agent as AgentName, command.claimant, command.leaseMs)
    case 'archive-each':
      return inTurn(command.ids, async (id) => (await mailbox.archive(id, command.claimant)).kind)
    case 'claim-and-archive-all':
      return claimAndArchiveAll(mailbox, command.agent as AgentName, command.claimant)
    case 'mark-each':
      return inTurn(command.keys, (key) => mailbox.markOnce(key, 60_000))
    case 'receive':
      return mailbox.receive(command.agent as AgentName)
    case 'log': {
      const log = openFileEventLog({ path: command.path, now: () => setup.now })
      return command.texts.map((text) => log.append({ kind: 'refused', agent: 'alice' as AgentName, text }))
    }
  }
}

async function inTurn<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = []
  for (const item of items) results.push(await act(item))
  return results
}

async function claimAll(
  mailbox: Mailbox,
  agent: AgentName,
  claimant: string,
  leaseMs: number,
): Promise<readonly string[]> {
  const claim = await mailbox.claim(agent, { claimant, leaseMs })
  return claim === null ? [] : [claim.message.id, ...(await claimAll(mailbox, agent, claimant, leaseMs))]
}

/** Until the mailbox is empty, whoever empties it. */
async function claimAndArchiveAll(mailbox: Mailbox, agent: AgentName, claimant: string): Promise<readonly string[]> {
  const done: string[] = []
  while ((await mailbox.peek(agent)) > 0) {
    const claim = await mailbox.claim(agent, { claimant, leaseMs: 60_000 })
    if (claim === null) continue
    const outcome = await mailbox.archive(claim.message.path, claimant)
    done.push(outcome.kind === 'archived' ? claim.message.id : outcome.kind)
  }
  return done
}
