import { claimNext, listSent, readInbox, followInbox } from '../../app/mail/read-inbox.js'
import { MESSAGE_TYPES, type MessageType, type StoredMessage } from '../../core/mail/message.js'
import { printable } from '../../core/quote.js'
import { renderMessage } from '../../report/message-text.js'
import { toMessageStateView, toMessageView } from '../../report/message-view.js'
import { toIso } from '../../report/lock-view.js'
import { mailingOf, type Mailing } from '../../app/mail/mailing.js'
import type { EpochMs } from '../../core/time.js'
import type { CommandCall, CommandSpec } from '../command.js'
import { openHere } from '../open.js'
import { printResult } from '../terminal.js'

export const inboxCommand: CommandSpec = {
  name: 'inbox',
  summary: 'read the messages in your mailbox, by priority, then arrival',
  details:
    'Reading leaves the messages in the mailbox; `git holdfast archive <id>` takes one out. With --json, --follow prints one object per line.',
  arguments: [],
  options: [
    { flags: '--type <type>', description: 'only TASK, REPORT, REQUEST or ALERT (default: all)' },
    { flags: '--limit <n>', description: 'at most this many messages (default: all)' },
    {
      flags: '--claim',
      description: 'claim the next message for 15 minutes; the exit code is 1 if there is none (default: only read)',
    },
    {
      flags: '--sent',
      description:
        'messages that you sent and nobody has archived, and when they were seen (default: messages sent to you)',
    },
    { flags: '--follow', description: 'keep running, and print each message as it arrives (default: print and end)' },
  ],
  examples: [
    ['git holdfast inbox', 'all messages in your mailbox'],
    ['git holdfast inbox --type ALERT', 'only alerts'],
    ['git holdfast inbox --sent', 'has bob seen my message?'],
    ['git holdfast inbox --claim --type TASK --json', 'takes one task, which nobody else can claim meanwhile'],
  ],
  json: '{ messages: Message[], rejected: { path: string, reason: string }[] }; with --claim { message: Message | null, claimedUntil: string | null }; with --follow one Message per line',
  run: runInbox,
}

async function runInbox(call: CommandCall): Promise<number> {
  const { arguments: args } = call
  const type = args.oneOf('type', MESSAGE_TYPES)
  if (args.isSet('claim') && args.isSet('follow')) args.clash('--claim', '--follow', 'git holdfast inbox --claim')
  if (args.isSet('sent') && (args.isSet('claim') || args.isSet('follow')))
    args.clash('--sent', args.isSet('claim') ? '--claim' : '--follow', 'git holdfast inbox --sent')
  const workspace = await openHere(call)
  const mailing = mailingOf(workspace)
  if (args.isSet('sent')) return readSent(call, mailing, workspace.now())
  if (args.isSet('claim')) return claim(call, mailing, type, workspace.now())
  if (args.isSet('follow')) return follow(call, mailing, type, workspace.now)
  return read(call, mailing, type, workspace.now())
}

async function read(
  { arguments: args, terminal }: CommandCall,
  mailing: Mailing,
  type: MessageType | undefined,
  now: EpochMs,
): Promise<number> {
  const limit = args.wholeNumber('limit', 1, 1_000_000)
  const filter = { ...(type === undefined ? {} : { type }), ...(limit === undefined ? {} : { limit }) }
  const { messages, rejected, receipts } = await readInbox(mailing, filter)
  const text =
    messages.length === 0
      ? 'no messages'
      : messages.map((message) => renderMessage(message, now, receipts.get(message.id))).join('\n\n')
  const views = messages.map((message) => toMessageStateView(message, receipts.get(message.id)))
  printResult(terminal, args.isJson, { messages: views, rejected }, text)
  for (const file of rejected)
    terminal.printError(`holdfast: ${printable(file.path, 1_000)}: ${printable(file.reason)}`)
  return 0
}

async function readSent({ arguments: args, terminal }: CommandCall, mailing: Mailing, now: EpochMs): Promise<number> {
  const sent = await listSent(mailing)
  const lines = sent.map(
    ({ message, receipt }) => `to ${printable(message.to)}: ${renderMessage(message, now, receipt)}`,
  )
  const views = sent.map(({ message, receipt }) => toMessageStateView(message, receipt))
  const text = sent.length === 0 ? 'no message that you sent is waiting' : lines.join('\n\n')
  printResult(terminal, args.isJson, { messages: views, rejected: [] }, text)
  return 0
}

async function claim(
  { arguments: args, terminal }: CommandCall,
  mailing: Mailing,
  type: MessageType | undefined,
  now: EpochMs,
): Promise<number> {
  const claimed = await claimNext(mailing, type)
  const json = {
    message: claimed === null ? null : toMessageView(claimed.message),
    claimedUntil: claimed === null ? null : toIso(claimed.expiresAt),
  }
  const text = claimed === null ? 'nothing to claim' : renderMessage(claimed.message, now)
  printResult(terminal, args.isJson, json, text)
  return claimed === null ? 1 : 0
}

async function follow(
  call: CommandCall,
  mailing: Mailing,
  type: MessageType | undefined,
  now: () => EpochMs,
): Promise<number> {
  const { arguments: args, terminal, signal } = call
  const print = (message: StoredMessage): void =>
    terminal.print(args.isJson ? JSON.stringify(toMessageView(message)) : `${renderMessage(message, now())}\n`)
  await followInbox(mailing, type, print, terminal.unread)
  return signal.aborted ? 130 : 0
}
