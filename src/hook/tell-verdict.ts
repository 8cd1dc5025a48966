import { formatClockTime } from '../app/workspace/clock-time.js'
import { findUnfinishedWork } from '../app/guard/find-unfinished.js'
import { isRefused, type GuardResult } from '../app/guard/guard-changes.js'
import type { Environment } from '../core/settings/environment.js'
import type { Workspace } from '../app/workspace/workspace.js'
import { quote } from '../core/quote.js'
import { countOf } from '../report/count.js'
import { renderMissingLocks, renderUnlocked } from '../report/unlocked-text.js'
import { renderRefusal, renderUnfinished } from '../report/refusal-text.js'

export interface HookCall {
  readonly hook: string
  /** The arguments from git, such as the remote's name and URL for pre-push. */
  readonly args: readonly string[]
  readonly cwd: string
  readonly environment: Environment
  /** Reads all of standard input, and waits until its writer closes it. */
  readonly readInput: () => Uint8Array
  readonly printError: (text: string) => void
}

/** Prints the verdict for a person; prints nothing when all is clear. */
export function tellVerdict(call: HookCall, workspace: Workspace, result: GuardResult): void {
  const { verdict, missing, bypass } = result
  const isTold = isToldEarlier(call.hook) || !workspace.policy.warnUnlocked
  const unlocked = isTold ? '' : renderUnlocked(verdict.unlocked.filter((change) => !missing.includes(change)))
  if (unlocked !== '') call.printError(unlocked)
  const conflictCount = verdict.verdict === 'refused' ? verdict.conflicts.length : 0
  if (conflictCount + missing.length === 0) return
  if (bypass !== null) {
    call.printError(
      `holdfast: let through by HOLDFAST_BYPASS (${quote(bypass)}) past ${countOf(conflictCount + missing.length, 'conflict')}; logged and told`,
    )
    return
  }
  if (missing.length > 0) call.printError(renderMissingLocks(missing, workspace.policy.requireLock))
  tellConflicts(call, workspace, result)
  if (isRefused(result)) tellUnfinished(call)
}

/** Unlocked paths are reported at the commit. At a push, the locks of that work may already be released. */
function isToldEarlier(hook: string): boolean {
  return hook === 'pre-push' || hook === 'reference-transaction'
}

const ACTIONS: Readonly<Record<string, string>> = { 'pre-push': 'push', 'reference-transaction': 'move of a branch' }

function tellConflicts(call: HookCall, workspace: Workspace, { verdict, alerted, alertProblem }: GuardResult): void {
  if (verdict.verdict === 'clear') return
  const context = {
    action: ACTIONS[call.hook] ?? 'commit',
    now: workspace.now(),
    clockTime: formatClockTime(workspace.now()),
    alertedCount: alerted.length,
  }
  call.printError(renderRefusal(verdict.conflicts, context))
  if (alertProblem !== null) call.printError(`holdfast: no ALERT could be sent: ${quote(alertProblem)}`)
}

export function tellUnfinished(call: HookCall): void {
  const unfinished = findUnfinishedWork(call)
  if (unfinished !== null) call.printError(renderUnfinished(unfinished))
}
