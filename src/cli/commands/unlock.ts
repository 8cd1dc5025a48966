import { lockingOf } from '../../app/locks/locking.js'
import { unlockPaths, type UnlockRequest } from '../../app/locks/unlock-paths.js'
import { printable, shellWord } from '../../core/quote.js'
import { toLockView } from '../../report/lock-view.js'
import type { Arguments } from '../arguments.js'
import type { CommandCall, CommandSpec } from '../command.js'
import { openHere } from '../open.js'
import { printResult } from '../terminal.js'

export const unlockCommand: CommandSpec = {
  name: 'unlock',
  summary: 'release your locks; with --force those of other agents',
  arguments: [
    { name: '[path|id...]', description: 'the path as it was locked, or the id of the lock or its beginning' },
  ],
  options: [
    { flags: '--all', description: 'release all your locks (default: only those named)' },
    {
      flags: '--force',
      description: "also release another agent's lock, and tell its holder; needs -m (default: only your locks)",
    },
    { flags: '-m, --message <why>', description: 'why a lock is released by force' },
  ],
  examples: [
    ['git holdfast unlock src/auth', 'the lock that was taken on src/auth'],
    ['git holdfast unlock --all', 'all your locks'],
    [
      "git holdfast unlock 3f2a91bc --force -m 'bob went home'",
      "releases bob's lock; bob is told, and the log says so",
    ],
  ],
  json: '{ released: Lock[], forced: Lock[] }; forced names the released locks that were not yours',
  run: runUnlock,
}

async function runUnlock(call: CommandCall): Promise<number> {
  const { arguments: args, terminal } = call
  const request = readRequest(args)
  const { released, forced } = await unlockPaths(lockingOf(await openHere(call)), request)
  const text =
    released.length === 0
      ? 'you hold no lock'
      : released.map((lock) => `unlocked ${printable(lock.resource, 1_000)}`).join('\n')
  printResult(terminal, args.isJson, { released: released.map(toLockView), forced: forced.map(toLockView) }, text)
  for (const lock of forced) terminal.printError(`holdfast: ${lock.owner.agent} has been told`)
  return 0
}

function readRequest(args: Arguments): UnlockRequest {
  const all = args.isSet('all')
  const force = args.isSet('force')
  const why = args.text('message') ?? ''
  if (all && args.words.length > 0) args.clash('--all', 'a path or id', 'git holdfast unlock --all')
  if (all && force) args.clash('--all', '--force', 'git holdfast unlock 3f2a91bc --force -m why')
  if (!all && args.words.length === 0) args.missing('the path or id to unlock', 'git holdfast unlock --all')
  if (force && why.trim() === '')
    args.missing('the reason for --force', `git holdfast unlock ${shellWord(args.words[0] ?? 'src')} --force -m 'why'`)
  return { references: args.words, all, force: force ? why : null }
}
