import { checkChanges, toChanges, findRangeChanges, findStagedChanges } from '../../app/guard/check-changes.js'
import { formatClockTime } from '../../app/workspace/clock-time.js'
import { warnOfFolders } from '../../app/locks/lock-warnings.js'
import { toRepositoryPaths } from '../../app/workspace/typed-paths.js'
import type { Workspace } from '../../app/workspace/workspace.js'
import type { Change } from '../../core/change.js'
import { ProblemError } from '../../core/problems/problem.js'
import { countOf } from '../../report/count.js'
import { renderRefusal } from '../../report/refusal-text.js'
import { renderUnlocked } from '../../report/unlocked-text.js'
import { toVerdictView } from '../../report/verdict-view.js'
import type { CommandCall, CommandSpec } from '../command.js'
import { openHere } from '../open.js'
import { printResult, type Terminal } from '../terminal.js'

/** The names of a million files. */
const MAX_PATHS_BYTES = 64 * 1024 * 1024

export const checkCommand: CommandSpec = {
  name: 'check',
  summary: 'ask whether paths, staged changes or commits touch paths that other agents have locked',
  details:
    'The exit code is 0 when clear and 1 when refused. The command writes nothing and alerts nobody: ask before you edit.',
  arguments: [{ name: '[path...]', description: 'files, relative to the top of the repository or absolute' }],
  options: [
    { flags: '--staged', description: 'check what `git commit` would commit (default: check the paths)' },
    { flags: '--range <A..B>', description: 'check every commit that B has and A lacks' },
    {
      flags: '--stdin',
      description: 'read paths from standard input, one per line, or separated by NUL if the input contains NUL',
    },
  ],
  examples: [
    ['git holdfast check src/auth/login.ts', 'may I edit this file?'],
    ['git holdfast check "$PWD/login.ts"', 'the same from the folder of the file, or from another worktree'],
    ['git holdfast check --staged', 'would the commit pass?'],
    ['git holdfast check --range origin/main..HEAD', 'would the push pass?'],
    ['git ls-files -z -m --full-name :/ | git holdfast check --stdin', 'may I change every file that I have changed?'],
  ],
  json: "{ verdict: 'clear' | 'refused', conflicts: { path: string, lock: Lock, commit?: string }[], unlocked: string[] }",
  run: runCheck,
}

async function runCheck(call: CommandCall): Promise<number> {
  const { arguments: args, terminal } = call
  const workspace = await openHere(call)
  for (const warning of warnOfFolders(workspace, args.words)) terminal.printError(`holdfast: ${warning}`)
  const changes = await findChanges(call, workspace)
  const verdict = await checkChanges(workspace, changes)
  const now = workspace.now()
  const context = {
    action: 'check',
    now,
    clockTime: formatClockTime(now),
    alertedCount: 0,
    isAsked: args.words.length > 0 || args.isSet('stdin'),
  }
  const text =
    verdict.verdict === 'clear'
      ? `clear: ${countOf(changes.length, 'change')}, none locked by another agent`
      : renderRefusal(verdict.conflicts, context)
  printResult(terminal, args.isJson, toVerdictView(verdict), text)
  const unlocked = args.words.length > 0 || args.isSet('stdin') ? '' : renderUnlocked(verdict.unlocked)
  if (unlocked !== '' && workspace.policy.warnUnlocked) terminal.printError(unlocked)
  return verdict.verdict === 'clear' ? 0 : 1
}

async function findChanges(
  { arguments: args, terminal }: CommandCall,
  workspace: Workspace,
): Promise<readonly Change[]> {
  const range = args.text('range')
  const ways = [args.words.length > 0, args.isSet('staged'), range !== undefined, args.isSet('stdin')]
  const count = ways.filter(Boolean).length
  if (count === 0) args.missing('what to check', 'git holdfast check --staged')
  if (count > 1) args.clash('paths, --staged, --range', '--stdin', 'git holdfast check --staged')
  if (args.isSet('staged')) return findStagedChanges(workspace)
  if (range !== undefined) return findRangeChanges(workspace, range)
  const paths = args.isSet('stdin') ? splitPaths(await readPaths(terminal)) : args.words
  return toChanges(await toRepositoryPaths(workspace, paths))
}

async function readPaths(terminal: Terminal): Promise<Uint8Array> {
  const input = await terminal.readInput(MAX_PATHS_BYTES)
  if (input !== null) return input
  const example = 'git ls-files -z -m | xargs -0 git holdfast check'
  throw new ProblemError({ area: 'usage', code: 'input-too-large', limit: MAX_PATHS_BYTES, example })
}

function splitPaths(input: Uint8Array): readonly string[] {
  const text = new TextDecoder().decode(input)
  const separator = text.includes('\0') ? '\0' : /\r?\n/
  return text.split(separator).filter((path) => path !== '')
}
