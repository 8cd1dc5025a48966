import { listLocks } from '../../app/locks/list-locks.js'
import { printable } from '../../core/quote.js'
import { renderLockTable } from '../../report/lock-text.js'
import { toLockView } from '../../report/lock-view.js'
import type { CommandCall, CommandSpec } from '../command.js'
import { openHere } from '../open.js'
import { printResult } from '../terminal.js'

export const locksCommand: CommandSpec = {
  name: 'locks',
  summary: 'list the live locks',
  details:
    'If a file of the store cannot be read, the command lists the locks that it can read, and the exit code is 3.',
  arguments: [{ name: '[path...]', description: 'only locks that touch these paths, globs or ids (default: all)' }],
  options: [{ flags: '--mine', description: 'only your locks (default: the locks of all agents)' }],
  examples: [
    ['git holdfast locks', 'who holds what, for how long'],
    ['git holdfast locks src/auth/login.ts', 'who holds this file'],
    ['git holdfast locks --mine --json', 'your own locks, for a program'],
  ],
  json: '{ locks: Lock[], unreadable: { path: string, reason: string }[] }',
  run: runLocks,
}

async function runLocks(call: CommandCall): Promise<number> {
  const { arguments: args, terminal } = call
  const workspace = await openHere(call)
  const { locks, unreadable } = await listLocks(workspace, { mine: args.isSet('mine'), references: args.words })
  const text = locks.length === 0 ? 'no locks' : renderLockTable(locks, workspace.now())
  printResult(terminal, args.isJson, { locks: locks.map(toLockView), unreadable }, text)
  for (const file of unreadable)
    terminal.printError(`holdfast: ${printable(file.path, 1_000)} cannot be read: ${printable(file.reason)}`)
  return unreadable.length === 0 ? 0 : 3
}
