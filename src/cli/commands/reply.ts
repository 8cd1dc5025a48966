import { mailingOf } from '../../app/mail/mailing.js'
import { replyTo } from '../../app/mail/send-message.js'
import { MESSAGE_TYPES } from '../../core/mail/message.js'
import { toMessageView } from '../../report/message-view.js'
import type { CommandCall, CommandSpec } from '../command.js'
import { openHere } from '../open.js'
import { PAYLOAD_OPTION, readPayload } from '../payload.js'
import { printResult } from '../terminal.js'

export const replyCommand: CommandSpec = {
  name: 'reply',
  summary: 'answer the sender of a message',
  arguments: [
    { name: '<id>', description: 'the id of the message, or the beginning of only one id' },
    { name: '[text]', description: 'the text of the answer; `-` reads it from standard input' },
  ],
  options: [
    { flags: '--type <type>', description: 'TASK, REPORT, REQUEST or ALERT (default: REPORT)' },
    { flags: '--archive', description: 'archive the answered message too (default: it stays)' },
    PAYLOAD_OPTION,
  ],
  examples: [["git holdfast reply 5b0e2c61 'released, go ahead' --archive", 'answers, and archives the message']],
  json: '{ sent: Message, archived: boolean }',
  run: runReply,
}

async function runReply(call: CommandCall): Promise<number> {
  const { arguments: args, terminal } = call
  const [id = '', text] = args.words
  const payload = await readPayload(call, text, "git holdfast reply 5b0e2c61 'text'")
  const type = args.oneOf('type', MESSAGE_TYPES) ?? 'REPORT'
  const sent = await replyTo(mailingOf(await openHere(call)), id, { type, payload, archive: args.isSet('archive') })
  printResult(
    terminal,
    args.isJson,
    { sent: toMessageView(sent), archived: args.isSet('archive') },
    `sent ${sent.id} to ${sent.to}`,
  )
  return 0
}
