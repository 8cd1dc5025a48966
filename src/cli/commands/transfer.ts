import { lockingOf } from '../../app/locks/locking.js'
import { transferLock } from '../../app/locks/transfer-lock.js'
import { printable } from '../../core/quote.js'
import { toLockView } from '../../report/lock-view.js'
import type { CommandCall, CommandSpec } from '../command.js'
import { openHere } from '../open.js'
import { printResult } from '../terminal.js'

export const transferCommand: CommandSpec = {
  name: 'transfer',
  summary: 'hand one of your locks to another agent, and tell the agent',
  arguments: [
    { name: '<path|id>', description: 'the path as it was locked, or the id of the lock or its beginning' },
    { name: '<agent>', description: 'the agent that holds the lock from now on' },
  ],
  options: [],
  examples: [['git holdfast transfer src/auth bob', 'bob holds src/auth, until the same expiry']],
  json: '{ lock: Lock }',
  run: runTransfer,
}

async function runTransfer(call: CommandCall): Promise<number> {
  const { arguments: args, terminal } = call
  const [reference = '', to = ''] = args.words
  const workspace = await openHere(call)
  const lock = await transferLock(lockingOf(workspace), reference, args.agentName(to, 'the command line'))
  const text = `${lock.owner.agent} holds ${printable(lock.resource, 1_000)} now`
  printResult(terminal, args.isJson, { lock: toLockView(lock) }, text)
  return 0
}
