import { PASS, type AgentAnswer } from '../../programs/agent-event.js'
import { ProblemError } from '../../core/problems/problem.js'
import { unreachable } from '../../core/unreachable.js'
import { renderProblem } from '../../report/problem-text.js'
import { locksOf } from '../workspace/locks-of.js'
import { sessionsOf } from '../workspace/sessions-of.js'
import type { Workspace } from '../workspace/workspace.js'
import { folderOf, openForAgent, type AgentCall } from './agent-call.js'
import { deliverMail } from './deliver-mail.js'
import { denialOf } from './denial.js'
import { exportName, nameForShells } from './export-name.js'
import { findHome, findTargets } from './find-targets.js'
import { judgeTool, type Judged } from './judge-tool.js'
import { endSession, keepSession } from './keep-session.js'
import { lockEdits } from './lock-edits.js'

/**
 * Answers an event of an agent program: denies an edit of a path that another agent has locked, delivers mail when the
 * program can show it between two turns, and otherwise lets the event pass.
 *
 * @throws ProblemError if an edit cannot be checked; all other problems are ignored
 */
export async function serveAgentEvent(call: AgentCall): Promise<AgentAnswer> {
  switch (call.event.kind) {
    case 'other':
      return PASS
    case 'before-tool':
      return serveTool(call)
    case 'after-tool':
      return quietly(() => serveEdited(call))
    case 'session-start':
    case 'prompt':
    case 'stop':
    case 'environment':
    case 'session-end':
      return quietly(() => serveTurn(call))
    default:
      return unreachable(call.event.kind)
  }
}

async function serveTool(call: AgentCall): Promise<AgentAnswer> {
  const judged = await judgeTool(call)
  const refused = judged.find(({ conflicts }) => conflicts.length > 0)
  if (refused !== undefined) return denialOf(call, refused)
  let answer = PASS
  for (const each of judged) answer = merge(answer, await lockJudged(call, each))
  return answer
}

/** Denies the edit only if another agent has just locked the path. Other failures to lock are ignored. */
async function lockJudged(call: AgentCall, { workspace, locks, edited }: Judged): Promise<AgentAnswer> {
  try {
    const session = await keepSession(workspace, locks, call.event)
    return edited.length === 0 ? PASS : await lockEdits(workspace, locks, edited, call, session)
  } catch (error) {
    const isLost = error instanceof ProblemError && error.problem.code === 'lock-refused'
    return isLost ? { kind: 'deny', reason: renderProblem(error.problem) } : PASS
  }
}

/** The stronger answer wins, so that a question to the person is never lost behind a text. */
function merge(one: AgentAnswer, other: AgentAnswer): AgentAnswer {
  const order = ['deny', 'ask', 'tell', 'pass']
  return order.indexOf(other.kind) < order.indexOf(one.kind) ? other : one
}

/** Locks a file after its edit with policy `autoLock` `ask`: the edit was made, so the person has allowed it. */
async function serveEdited(call: AgentCall): Promise<AgentAnswer> {
  const edits = call.event.uses.flatMap((use) => (use.kind === 'edit' ? use.paths : []))
  for (const { place, paths } of findTargets(edits, folderOf(call))) {
    const workspace = await openForAgent(call, place)
    if (workspace === null) continue
    const locks = locksOf(workspace)
    const session = await keepSession(workspace, locks, call.event)
    if (workspace.policy.autoLock === 'ask') await lockEdits(workspace, locks, paths, call, session)
  }
  return edits.length === 0 ? serveTurn(call) : PASS
}

/** An event outside of tool calls belongs to the worktree of the agent's folder. */
async function serveTurn(call: AgentCall): Promise<AgentAnswer> {
  const place = findHome(folderOf(call))
  const workspace = place === null ? null : await openForAgent(call, place)
  if (workspace === null) return PASS
  if (call.event.kind === 'session-end') {
    await endSession(workspace, locksOf(workspace), call.event)
    return PASS
  }
  await keepSession(workspace, locksOf(workspace), call.event).catch(() => null)
  return tell(call, workspace)
}

async function tell(call: AgentCall, workspace: Workspace): Promise<AgentAnswer> {
  const { kind } = call.event
  const isTurn = kind === 'session-start' || kind === 'prompt' || kind === 'stop'
  const env = kind === 'session-start' || kind === 'environment' ? giveName(call, workspace) : {}
  const text = isTurn && call.tells ? await deliverMail(workspace, call.event) : ''
  const isEmpty = text === '' && Object.keys(env).length === 0
  return isEmpty ? PASS : { kind: 'tell', text, env }
}

/** Exports the name to the session's shells, and notes it: hooks then prefer it to the name in git's configuration. */
function giveName(call: AgentCall, workspace: Workspace): Readonly<Record<string, string>> {
  const variables = nameForShells(workspace)
  const { program, session } = call.event
  const sessions = sessionsOf(workspace)
  const known = sessions.find(program ?? '', session)
  if (exportName(call, variables) && known !== null) sessions.save({ ...known, isExported: true })
  return variables
}

/** A problem in these parts must not stop an agent. */
async function quietly<T>(attempt: () => Promise<T>): Promise<T | typeof PASS> {
  try {
    return await attempt()
  } catch {
    return PASS
  }
}
