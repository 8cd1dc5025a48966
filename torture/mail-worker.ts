import { openSync, writeSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import type { AgentName } from '../src/core/agent-name.js'
import type { Mailbox } from '../src/store/mailbox.js'
import { monotonicMs } from './monotonic.js'
import type { Side } from './scenario.js'
import { openWorkplace } from './workplace.js'

/** Sends so many messages to one mailbox, or works it off for ever; and writes down what it did. */
export interface MailJob {
  readonly role: 'mail'
  readonly side: Side
  readonly folder: string
  readonly name: string
  readonly task:
    { readonly kind: 'send'; readonly count: number } | { readonly kind: 'claim'; readonly leaseMs: number }
  readonly log: string
}

/** Times are monotonic. */
export type MailLine =
  | { readonly sent: string }
  | { readonly claimed: string; readonly from: number; readonly until: number }
  | { readonly archiving: string; readonly at: number }
  | { readonly archived: string; readonly at: number }

export const TEAM = 'team' as AgentName
/** The clock that leases are judged by cuts off what is less. */
const CLOCK_STEP_MS = 1
const IDLE_MS = 10

export async function carry(job: MailJob): Promise<void> {
  const { mail } = openWorkplace(job.folder, job.name, { side: job.side })
  const log = openSync(job.log, 'a')
  const write = (line: MailLine): void => void writeSync(log, `${JSON.stringify(line)}\n`)
  if (job.task.kind === 'send') await send(mail, job.name as AgentName, job.task.count, write)
  else for (;;) await workOne(mail, job.name, job.task.leaseMs, write)
}

async function send(mail: Mailbox, from: AgentName, count: number, write: (line: MailLine) => void): Promise<void> {
  for (let sent = 0; sent < count; sent += 1) {
    const { id } = await mail.send({ from, to: TEAM, type: 'TASK', priority: 5, payload: { sent } })
    write({ sent: id })
    // A claimer on the same processor has its turn.
    await new Promise((resolve) => setImmediate(resolve))
  }
}

async function workOne(
  mail: Mailbox,
  claimant: string,
  leaseMs: number,
  write: (line: MailLine) => void,
): Promise<void> {
  const claim = await mail.claim(TEAM, { claimant, leaseMs })
  const from = monotonicMs()
  if (claim === null) return pause(IDLE_MS)
  const { id, path } = claim.message
  const leftMs = claim.expiresAt - Date.now() - CLOCK_STEP_MS
  write({ claimed: id, from, until: from + leftMs })
  if (leftMs <= 0) return
  write({ archiving: id, at: monotonicMs() })
  const outcome = await mail.archive(path, claimant)
  if (outcome.kind === 'archived') write({ archived: id, at: monotonicMs() })
}
