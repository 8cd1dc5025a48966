import { lockingOf } from '../../app/locks/locking.js'
import { findWarnings } from '../../app/locks/lock-warnings.js'
import { lockPaths } from '../../app/locks/lock-paths.js'
import { describeObstacles } from '../../core/problems/obstacle-text.js'
import { renderGrants } from '../../report/lock-text.js'
import { toLockView } from '../../report/lock-view.js'
import type { CommandCall, CommandSpec } from '../command.js'
import { LOCK_OPTIONS, readLockRequest } from '../lock-options.js'
import { openHere } from '../open.js'
import { printResult } from '../terminal.js'

export const lockCommand: CommandSpec = {
  name: 'lock',
  summary: 'lock paths or globs: all of them or none',
  details:
    'Patterns start at the top of the repository. A path covers itself and everything beneath it. Locking again what you hold renews your lock.',
  arguments: [{ name: '<path...>', description: 'a path or a glob, quoted so that the shell leaves it alone' }],
  options: [
    ...LOCK_OPTIONS,
    {
      flags: '--pid <n>',
      description: 'release the lock when this process ends (default: the lock lives until its expiry)',
    },
  ],
  examples: [
    ["git holdfast lock src/auth -m 'new login'", 'everything below src/auth, for 30 minutes'],
    ["git holdfast lock 'src/**/*.ts' --scope '!src/vendor/**' --ttl 2h", 'a glob, with a part taken out'],
    ['git holdfast lock package.json --wait=10m', 'waits until the file is free'],
    ["git holdfast lock 'app/[slug]/page.tsx' --literal", 'a file whose name looks like a glob'],
  ],
  json: '{ locks: Lock[], warnings: string[] }',
  run: runLock,
}

async function runLock(call: CommandCall): Promise<number> {
  const { terminal } = call
  const workspace = await openHere(call)
  const request = readLockRequest(call.arguments, call.arguments.words, workspace.policy.ttlMs)
  const showWaiting = terminal.isWatched
    ? (text: string) => terminal.printError(`holdfast: waiting: ${text} (Ctrl-C ends it)`)
    : () => undefined
  const grant = await lockPaths(workspace, lockingOf(workspace), request, {
    signal: call.signal,
    onWaiting: (obstacles) => showWaiting(describeObstacles(obstacles, workspace.now())),
  })
  const warnings = findWarnings(workspace, request.resources, grant)
  for (const warning of warnings) terminal.printError(`holdfast: ${warning}`)
  const json = { locks: grant.locks.map(toLockView), warnings }
  printResult(terminal, call.arguments.isJson, json, renderGrants(grant.locks, workspace.now()))
  return 0
}
