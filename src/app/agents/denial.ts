import type { AgentAnswer } from '../../programs/agent-event.js'
import { printable } from '../../core/quote.js'
import { renderRefusal } from '../../report/refusal-text.js'
import { logOf } from '../workspace/log-of.js'
import { formatClockTime } from '../workspace/clock-time.js'
import { askerOf } from '../guard/check-changes.js'
import { folderOf, type AgentCall } from './agent-call.js'
import { findHome } from './find-targets.js'
import type { Judged } from './judge-tool.js'

/** Cursor shows a model 10,000 characters, and other programs not many more. */
const MAX_REASON = 8_000

/** A denial that names each lock, its holder, reason and expiry, and what to type instead. The log notes the denial. */
export function denialOf(call: AgentCall, { workspace, conflicts, edited }: Judged): AgentAnswer {
  const now = workspace.now()
  const action = edited.length > 0 ? 'edit' : 'command'
  const context = { action, now, clockTime: formatClockTime(now), alertedCount: 0, isAsked: true }
  const text = [renderRefusal(conflicts, context), ...sayWhere(call, workspace.place.top ?? '')].join('\n')
  const [first] = conflicts
  const rest = conflicts.length > 1 ? ` and ${conflicts.length - 1} more` : ''
  const what = `${action}: ${first?.change.path ?? ''} (locked by ${first?.lock.owner.agent ?? ''})${rest}`
  logOf(workspace).append({ kind: 'refused', agent: askerOf(workspace).agent, text: what })
  return { kind: 'deny', reason: text.length > MAX_REASON ? `${text.slice(0, MAX_REASON)}…` : text }
}

/** Names the worktree when the agent is in another folder, where the same commands would affect another repository. */
function sayWhere(call: AgentCall, top: string): readonly string[] {
  return findHome(folderOf(call))?.top === top ? [] : [`Type them in ${printable(top, 1_000)}`]
}
