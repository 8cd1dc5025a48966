import { mailingOf } from '../../app/mail/mailing.js'
import { archiveMessage } from '../../app/mail/read-inbox.js'
import { printable } from '../../core/quote.js'
import type { CommandCall, CommandSpec } from '../command.js'
import { openHere } from '../open.js'
import { printResult } from '../terminal.js'

export const archiveCommand: CommandSpec = {
  name: 'archive',
  summary: 'move messages from your mailbox to ARCHIVE/',
  arguments: [{ name: '<id...>', description: 'the id of a message, or the beginning of only one id' }],
  options: [],
  examples: [['git holdfast archive 5b0e2c61', 'when you are done with this message']],
  json: '{ archived: { id: string, path: string }[] }',
  run: runArchive,
}

async function runArchive(call: CommandCall): Promise<number> {
  const { arguments: args, terminal } = call
  const mailing = mailingOf(await openHere(call))
  const archived: { id: string; path: string }[] = []
  for (const id of args.words) archived.push(await archiveMessage(mailing, id))
  const text = archived.map(({ path }) => `archived ${printable(path, 1_000)}`).join('\n')
  printResult(terminal, args.isJson, { archived }, text)
  return 0
}
