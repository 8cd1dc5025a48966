import { runLocked } from '../../app/locks/run-locked.js'
import { describeObstacles } from '../../core/problems/obstacle-text.js'
import { describeProblem, ProblemError } from '../../core/problems/problem.js'
import { printable, quote } from '../../core/quote.js'
import type { CommandCall, CommandSpec } from '../command.js'
import { LOCK_OPTIONS, readLockRequest } from '../lock-options.js'
import { openHere } from '../open.js'

export const runCommand: CommandSpec = {
  name: 'run',
  summary: 'hold locks for as long as a command runs',
  details:
    'The locks are renewed while the command runs, and released when it ends. They also end when `git holdfast run` is killed. The exit code is that of the command.',
  arguments: [{ name: '<path...> -- <command...>', description: 'what to lock, then the command with its arguments' }],
  options: LOCK_OPTIONS,
  examples: [
    ['git holdfast run src/auth -- npm test', 'nobody commits to src/auth while the tests run'],
    ["git holdfast run 'docs/**' --wait=10m -m 'new site' -- make docs", 'waits until the paths are free'],
  ],
  json: null,
  run: runRun,
}

async function runRun(call: CommandCall): Promise<number> {
  const { arguments: args, terminal } = call
  const command = args.afterDashes
  const example = 'git holdfast run src/auth -- npm test'
  if (args.words.length === 0) args.missing('the path to lock', example)
  const [program, ...programArgs] = command
  if (program === undefined) return args.missing('the command after --', example)
  const workspace = await openHere(call)
  const request = { ...readLockRequest(args, args.words, workspace.policy.ttlMs), pid: process.pid }
  return runLocked(
    workspace,
    request,
    { program, args: programArgs, cwd: call.cwd },
    {
      signal: call.signal,
      onNotStarted: (why) => terminal.printError(`holdfast: ${quote(program)} cannot be run: ${printable(why)}`),
      onNotReleased: (error) => terminal.printError(`holdfast: after the command: ${sentenceOf(error)}`),
      onWaiting: (obstacles) => {
        if (terminal.isWatched)
          terminal.printError(`holdfast: waiting: ${describeObstacles(obstacles, workspace.now())}`)
      },
    },
  )
}

function sentenceOf(error: unknown): string {
  if (error instanceof ProblemError) return describeProblem(error.problem).sentence
  return error instanceof Error ? printable(error.message) : 'a lock could not be released'
}
