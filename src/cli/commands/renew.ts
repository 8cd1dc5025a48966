import { lockingOf } from '../../app/locks/locking.js'
import { renewLocks } from '../../app/locks/renew-locks.js'
import { renderGrants } from '../../report/lock-text.js'
import { toLockView } from '../../report/lock-view.js'
import type { CommandCall, CommandSpec } from '../command.js'
import { openHere } from '../open.js'
import { printResult } from '../terminal.js'

export const renewCommand: CommandSpec = {
  name: 'renew',
  summary: 'extend the locks that you name, or all your locks',
  arguments: [
    { name: '[path|id...]', description: 'the path as it was locked, or the id of the lock or its beginning' },
  ],
  options: [
    {
      flags: '--ttl <duration>',
      description: 'how long from now, 1s to 7d; never shortens a lock (default: the policy ttl, 30m)',
    },
  ],
  examples: [
    ['git holdfast renew', 'all your locks, for 30 minutes from now'],
    ['git holdfast renew src/auth --ttl 2h', 'one lock, for two hours from now'],
  ],
  json: '{ locks: Lock[] }',
  run: runRenew,
}

async function runRenew(call: CommandCall): Promise<number> {
  const { arguments: args, terminal } = call
  const workspace = await openHere(call)
  const locks = await renewLocks(lockingOf(workspace), args.words, args.durationMs('ttl') ?? workspace.policy.ttlMs)
  const text = locks.length === 0 ? 'you hold no lock' : renderGrants(locks, workspace.now(), 'renewed')
  printResult(terminal, args.isJson, { locks: locks.map(toLockView) }, text)
  return 0
}
