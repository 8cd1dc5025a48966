import { readAskedByHook } from '../app/workspace/asked-by-shell.js'
import { guardBranches } from '../app/guard/guard-branches.js'
import { guardCommit } from '../app/guard/guard-commit.js'
import { isPolicyMatter, isRefused, type GuardResult } from '../app/guard/guard-changes.js'
import { guardPush } from '../app/guard/guard-push.js'
import { publishOnPush } from '../app/publish/publish-on-push.js'
import { readOnError } from '../app/workspace/on-error.js'
import { openWorkspace, type Workspace } from '../app/workspace/workspace.js'
import { locksOf } from '../app/workspace/locks-of.js'
import { ProblemError } from '../core/problems/problem.js'
import { quote } from '../core/quote.js'
import { renderProblem } from '../report/problem-text.js'
import { startDeadline } from './deadline.js'
import { tellUnfinished, tellVerdict, type HookCall } from './tell-verdict.js'

type OpenLocks = ReturnType<typeof locksOf>

/** Runs a hook, and returns the exit code for git: 0 lets the command through, 1 refuses it. Never throws. */
export async function runHook(call: HookCall): Promise<0 | 1> {
  const deadline = startDeadline()
  try {
    const asked = readAskedByHook(call.cwd, call.environment)
    const workspace = await openWorkspace({ cwd: call.cwd, environment: call.environment, asked })
    const locks = locksOf(workspace)
    const result = await Promise.race([ask(call, workspace, locks, asked !== null), deadline.passed])
    const exitCode = report(call, workspace, result)
    if (exitCode === 0 && call.hook === 'pre-push') await publish(call, workspace, locks)
    return exitCode
  } catch (error) {
    return await reportFault(call, error)
  } finally {
    deadline.stop()
  }
}

async function ask(call: HookCall, workspace: Workspace, locks: OpenLocks, isPiped: boolean): Promise<GuardResult> {
  switch (call.hook) {
    case 'pre-commit':
    case 'pre-merge-commit':
    case 'prepare-commit-msg':
      return guardCommit(workspace, locks, {
        hook: call.hook,
        args: call.args,
        readInput: isPiped ? call.readInput : null,
      })
    case 'pre-push': {
      const [remote = '', url = ''] = call.args
      return guardPush(workspace, locks, { readInput: call.readInput, remote, url })
    }
    case 'reference-transaction':
      return guardBranches(workspace, locks, call.readInput())
    default:
      throw new Error(`no guard for the hook ${quote(call.hook)}`)
  }
}

/** A verdict that cannot be printed still counts. */
function report(call: HookCall, workspace: Workspace, result: GuardResult): 0 | 1 {
  try {
    tellVerdict(call, workspace, result)
  } catch (error) {
    call.printError(`holdfast: the verdict cannot be shown: ${quote(String(error))}`)
  }
  return isRefused(result) ? 1 : 0
}

/** Publishes the locks after the verdict, and cannot change it. */
async function publish(call: HookCall, workspace: Workspace, locks: OpenLocks): Promise<void> {
  const [remote = '', url = ''] = call.args
  const said = await publishOnPush(workspace, locks, { remote, url })
  if (said !== null) call.printError(said)
}

/** When the locks could not be checked, the policy decides. State that cannot be read always refuses. */
async function reportFault(call: HookCall, error: unknown): Promise<0 | 1> {
  call.printError(
    error instanceof ProblemError ? renderProblem(error.problem) : `holdfast: the guard broke: ${quote(String(error))}`,
  )
  const bypass = call.environment['HOLDFAST_BYPASS'] ?? ''
  const isWarned = isPolicyMatter(error) && (await readOnError(call.cwd, call.environment)) === 'warn'
  if (bypass === '' && !isWarned) {
    call.printError(`holdfast: refused, because the locks could not be checked`)
    tellUnfinished(call)
    return 1
  }
  call.printError(`holdfast: let through unchecked${bypass === '' ? ' (onError: warn)' : ` (${quote(bypass)})`}`)
  return 0
}
