import { logOf } from '../../app/workspace/log-of.js'
import { printable } from '../../core/quote.js'
import type { LogEvent } from '../../core/event.js'
import type { CommandCall, CommandSpec } from '../command.js'
import { openHere } from '../open.js'

const DEFAULT_COUNT = 50

export const logCommand: CommandSpec = {
  name: 'log',
  summary: 'what happened: locks taken and released, refusals, bypasses',
  details: 'The oldest event comes first. With --json the command prints one object per line.',
  arguments: [],
  options: [
    { flags: '-n, --count <n>', description: `how many of the last events to print (default: ${DEFAULT_COUNT})` },
    { flags: '--follow', description: 'keep running, and print each event as it happens (default: print and end)' },
  ],
  examples: [
    ['git holdfast log', 'the last 50 events'],
    ['git holdfast log --follow', 'watch all agents'],
  ],
  json: 'one per line: { time: string, kind: string, agent: string, text: string, lockId?: string }',
  run: runLog,
}

async function runLog(call: CommandCall): Promise<number> {
  const { arguments: args, terminal, signal } = call
  const log = logOf(await openHere(call))
  const count = args.wholeNumber('count', 1, 100_000) ?? DEFAULT_COUNT
  const print = (event: LogEvent): void => terminal.print(args.isJson ? JSON.stringify(event) : renderEvent(event))
  if (!args.isSet('follow')) {
    for (const event of log.last(count)) print(event)
    return 0
  }
  for await (const event of log.follow(terminal.unread, count)) print(event)
  return signal.aborted ? 130 : 0
}

function renderEvent({ time, kind, agent, text }: LogEvent): string {
  return `${printable(time)}  ${kind.padEnd(11)}  ${printable(agent)}  ${printable(text, 1_000)}`
}
