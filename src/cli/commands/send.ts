import { findAgents, type KnownAgents } from '../../app/mail/find-agents.js'
import { mailingOf } from '../../app/mail/mailing.js'
import { sendMessage, type SendRequest } from '../../app/mail/send-message.js'
import { HIGHEST_PRIORITY, LOWEST_PRIORITY, DEFAULT_PRIORITY } from '../../core/locks/lock.js'
import { MESSAGE_TYPES } from '../../core/mail/message.js'
import { isSameAgent, type AgentName } from '../../core/agent-name.js'
import { quote, shellWord } from '../../core/quote.js'
import { toMessageStateView } from '../../report/message-view.js'
import type { Arguments } from '../arguments.js'
import type { CommandCall, CommandSpec } from '../command.js'
import { openHere } from '../open.js'
import { PAYLOAD_OPTION, readPayload } from '../payload.js'
import { printResult } from '../terminal.js'

export const sendCommand: CommandSpec = {
  name: 'send',
  summary: 'send a message to an agent, or to all known agents',
  arguments: [
    { name: '[agent]', description: 'the agent that gets the message; left out with --all' },
    { name: '[text]', description: 'the text of the message; `-` reads it from standard input' },
  ],
  options: [
    {
      flags: '--all',
      description: 'send to every agent that has a mailbox or a lock, or is configured (default: one agent)',
    },
    { flags: '--type <type>', description: 'TASK, REPORT, REQUEST or ALERT (default: TASK; ALERT with --all)' },
    { flags: '--priority <n>', description: '1 highest to 9 lowest (default: 5; 1 with --all)' },
    PAYLOAD_OPTION,
  ],
  examples: [
    ["git holdfast send bob --type REQUEST 'please release src/auth'", 'to one agent'],
    ["git holdfast send --all 'main is frozen until noon'", 'to all other agents'],
    ['git log -1 | git holdfast send bob -', 'standard input as the text'],
  ],
  json: '{ sent: Message[] }',
  run: runSend,
}

async function runSend(call: CommandCall): Promise<number> {
  const { arguments: args, terminal } = call
  const toAll = args.isSet('all')
  const [to, text] = toAll ? [undefined, args.words[0]] : args.words
  if (toAll && args.words.length > 1) args.clash('--all', 'an agent', "git holdfast send --all 'text'")
  if (!toAll && to === undefined) args.missing('the agent that the message is for', "git holdfast send bob 'text'")
  const payload = await readPayload(call, text, `git holdfast send ${shellWord(to ?? '--all')} 'text'`)
  const workspace = await openHere(call)
  const recipient = to === undefined ? null : args.agentName(to, 'the command line')
  const mailing = mailingOf(workspace)
  const known = await findAgents(workspace, mailing.mail)
  const messages = await sendMessage(mailing, known.names, { to: recipient, payload, ...readKind(args, toAll) })
  const warning = findWarning(known, recipient)
  if (warning !== '') terminal.printError(`holdfast: ${warning}`)
  const lines = messages.map((message) => `sent ${message.id} to ${message.to}`)
  const views = messages.map((message) => toMessageStateView(message))
  printResult(terminal, args.isJson, { sent: views }, lines.join('\n'))
  return 0
}

/** A message to all agents is urgent by default, because all of them have to know it at once. */
function readKind(args: Arguments, toAll: boolean): Pick<SendRequest, 'type' | 'priority'> {
  const type = args.oneOf('type', MESSAGE_TYPES)
  const priority = args.wholeNumber('priority', HIGHEST_PRIORITY, LOWEST_PRIORITY)
  if (toAll) return { type: type ?? 'ALERT', priority: priority ?? HIGHEST_PRIORITY }
  return { type: type ?? 'TASK', priority: priority ?? DEFAULT_PRIORITY }
}

/** A name that nobody has is a slip of the finger more often than somebody new. */
function findWarning({ names, areLocksRead }: KnownAgents, to: AgentName | null): string {
  if (!areLocksRead)
    return 'some locks cannot be read, so an agent that only holds a lock may not be known here: git holdfast doctor'
  if (to === null || names.some((name) => isSameAgent(name, to))) return ''
  return `nobody here is known as ${quote(to)} yet: no mailbox, no lock, not configured`
}
