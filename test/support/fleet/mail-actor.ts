import { createInterface } from 'node:readline'
import type { AgentName } from '../../../src/core/agent-name.js'
import type { Disk } from '../../../src/disk/disk.js'
import { openFileEventLog } from '../../../src/store/file/log/file-event-log.js'
import { openFileMailbox } from '../../../src/store/file/mail/file-mailbox.js'
import { nodeDisk } from '../../../src/disk/node-disk.js'
import type { Mailbox } from '../../../src/store/mailbox.js'
import { CHANGES, wrapDisk } from '../store/mail-disk.js'

/** A process that works on a mailbox as its parent says, one JSON command a line, and answers each with one line. */
export interface ActorSetup {
  readonly folder: string
  /** The time it is told, always the same. */
  readonly now: number
  /** Where it dies, counted in changes of the disk. */
  readonly death?: { readonly change: number; readonly when: 'before' | 'after' }
}

export type Command =
  | { readonly do: 'send'; readonly to: string; readonly texts: readonly string[] }
  | { readonly do: 'claim-all'; readonly agent: string; readonly claimant: string; readonly leaseMs: number }
  | { readonly do: 'archive-each'; readonly ids: readonly string[]; readonly claimant?: string }
  | { readonly do: 'claim-and-archive-all'; readonly agent: string; readonly claimant: string }
  | { readonly do: 'mark-each'; readonly keys: readonly string[] }
  | { readonly do: 'receive'; readonly agent: string }
  | { readonly do: 'log'; readonly path: string; readonly texts: readonly string[] }

const setup = JSON.parse(process.argv[2] ?? '') as ActorSetup
const mail = openFileMailbox({ folder: setup.folder, now: () => setup.now, disk: mortalDisk(setup) })

process.stdout.write('"ready"\n')
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await obey(mail, JSON.parse(line) as Command))}\n`)
}

async function obey(mailbox: Mailbox, command: Command): Promise<unknown> {
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

/** Dies as a killed process does: between two changes. */
function mortalDisk({ death }: ActorSetup): Disk {
  if (death === undefined) return nodeDisk
  let changes = 0
  return wrapDisk(nodeDisk, ({ name }, operate) => {
    if (!CHANGES.includes(name)) return operate()
    changes += 1
    if (changes === death.change && death.when === 'before') process.kill(process.pid, 'SIGKILL')
    const result = operate()
    if (changes === death.change) process.kill(process.pid, 'SIGKILL')
    return result
  })
}
