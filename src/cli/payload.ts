import type { Payload } from '../core/mail/message.js'
import { ProblemError } from '../core/problems/problem.js'
import type { CommandCall, OptionSpec } from './command.js'
import type { Terminal } from './terminal.js'

export const PAYLOAD_OPTION: OptionSpec = {
  flags: '--payload <json>',
  description: 'send this JSON object, with the text under its key "text" (default: send only the text)',
}

const MAX_PAYLOAD_TEXT = 1024 * 1024

/** Builds the payload from the object of `--payload` and the text; the text `-` stands for standard input. */
export async function readPayload(call: CommandCall, word: string | undefined, example: string): Promise<Payload> {
  const { arguments: args, terminal } = call
  const json = args.text('payload', MAX_PAYLOAD_TEXT)
  const text = word === '-' ? await readText(terminal) : word
  if (text === undefined && json === undefined) args.missing('the text of the message', example)
  return { ...(json === undefined ? {} : parseObject(json)), ...(text === undefined ? {} : { text }) }
}

/** What is longer fits into no message: the rest of it is not read. */
async function readText(terminal: Terminal): Promise<string> {
  const input = await terminal.readInput(MAX_PAYLOAD_TEXT)
  if (input !== null) return new TextDecoder().decode(input)
  throw new ProblemError({ area: 'mail', code: 'payload-too-large', bytes: null, limit: MAX_PAYLOAD_TEXT })
}

function parseObject(json: string): Payload {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch (error) {
    throw notAnObject(error instanceof Error ? error.message : 'no JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw notAnObject('it is another kind of value')
  return value as Payload
}

function notAnObject(reason: string): ProblemError {
  return new ProblemError({ area: 'usage', code: 'not-json-object', option: '--payload', reason })
}
