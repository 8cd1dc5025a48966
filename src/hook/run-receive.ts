import { formatUtcTime } from '../app/workspace/clock-time.js'
import { isPolicyMatter, type GuardResult } from '../app/guard/guard-changes.js'
import { readOnError } from '../app/workspace/on-error.js'
import { guardReceive, type ReceiveResult } from '../app/server/guard-receive.js'
import { readBypassOption, serverEnvironment } from '../app/server/server-environment.js'
import { openWorkspace, type Workspace } from '../app/workspace/workspace.js'
import { ProblemError } from '../core/problems/problem.js'
import { printable, quote } from '../core/quote.js'
import { unreachable } from '../core/unreachable.js'
import { countOf } from '../report/count.js'
import { renderProblem } from '../report/problem-text.js'
import { renderRefusal } from '../report/refusal-text.js'
import { startDeadline } from './deadline.js'
import type { HookCall } from './tell-verdict.js'

/**
 * Runs `pre-receive`, whose output reaches the pusher as lines that begin with `remote:`. Returns the exit code for
 * git: 0 accepts the push, 1 refuses all of it. Never throws.
 */
export async function runReceive(call: HookCall): Promise<0 | 1> {
  const deadline = startDeadline()
  const environment = serverEnvironment(call.environment)
  try {
    const workspace = await openWorkspace({ cwd: call.cwd, environment })
    const bypass = readBypassOption(environment)
    const asked = guardReceive(workspace, call.readInput(), bypass)
    const result = await Promise.race([asked, deadline.passed])
    return report(call, workspace, result, bypass)
  } catch (error) {
    return await reportFault({ ...call, environment }, error)
  } finally {
    deadline.stop()
  }
}

function report(call: HookCall, workspace: Workspace, result: ReceiveResult, bypass: string): 0 | 1 {
  switch (result.kind) {
    case 'let-through':
      return 0
    case 'refs-refused':
      for (const { ref, reason } of result.refs)
        call.printError(`holdfast: push refused: ${printable(ref)} is not taken: ${printable(reason, 600)}`)
      return 1
    case 'judged':
      if (result.result.verdict.verdict === 'clear') return 0
      tell(call, workspace, result.result, bypass)
      return result.result.bypass === null ? 1 : 0
    default:
      return unreachable(result)
  }
}

/** Prints the refusal, or the bypass that let the push through. */
function tell(call: HookCall, workspace: Workspace, result: GuardResult, bypass: string): void {
  if (result.verdict.verdict === 'clear') return
  const { conflicts } = result.verdict
  if (result.bypass !== null) {
    const count = countOf(conflicts.length, 'conflict')
    call.printError(`holdfast: let through by a push option (${quote(result.bypass)}) past ${count}; logged and told`)
    return
  }
  const now = workspace.now()
  const alertedCount = result.alerted.length
  call.printError(
    renderRefusal(conflicts, { action: 'push', now, clockTime: formatUtcTime(now), alertedCount, isServer: true }),
  )
  if (bypass !== '')
    call.printError(
      'holdfast: this server does not accept holdfast.bypass (git config holdfast.allowBypass, on the server)',
    )
  if (result.alertProblem !== null) call.printError(`holdfast: no ALERT could be sent: ${quote(result.alertProblem)}`)
}

/** When the locks could not be checked, the server's policy decides. State that cannot be read always refuses. */
async function reportFault({ cwd, environment, printError }: HookCall, error: unknown): Promise<0 | 1> {
  printError(
    error instanceof ProblemError
      ? renderProblem(error.problem, 'Try, on the server:')
      : `holdfast: the guard broke: ${quote(String(error))}`,
  )
  if (isPolicyMatter(error) && (await readOnError(cwd, environment)) === 'warn') {
    printError('holdfast: let through unchecked (onError: warn)')
    return 0
  }
  printError('holdfast: refused, because the locks could not be checked')
  return 1
}
