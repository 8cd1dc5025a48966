import type { Environment } from '../core/settings/environment.js'
import type { AgentProgram } from './names.js'
import { textAt, type HookPayload } from './hook-payload.js'

/**
 * Decides which program asks; null where nothing tells. A program's own variables go before the hint, because some
 * programs run hooks that were installed for another. The shape of an event that only one program sends goes before a
 * variable that a program may have inherited from the shell of another agent.
 *
 * @param hint the name from the command line
 */
export function detectProgram(
  payload: HookPayload,
  environment: Environment,
  hint: AgentProgram | null,
): AgentProgram | null {
  const isSet = (...names: readonly string[]): boolean => names.some((name) => (environment[name] ?? '') !== '')
  if (isSet('CURSOR_VERSION')) return 'cursor'
  const byShape = SHAPES.find(([, isOf]) => isOf(payload))?.[0]
  if (byShape !== undefined) return byShape
  if (isClaudesOwn(payload)) return isOfCodex(payload, environment, hint) ? 'codex' : 'claude'
  if (isSet('COPILOT_CLI', 'COPILOT_AGENT_SESSION_ID')) return 'copilot'
  if (isSet('GEMINI_SESSION_ID')) return 'gemini'
  if (isEditors(payload, hint)) return 'vscode'
  return hint ?? (isSet('CLAUDECODE') ? 'claude' : null)
}

/** Shapes of events that only one program sends. */
const SHAPES: readonly (readonly [AgentProgram, (payload: HookPayload) => boolean])[] = [
  ['windsurf', (payload) => 'agent_action_name' in payload],
  ['antigravity', (payload) => 'toolCall' in payload || 'invocationNum' in payload],
  ['codex', (payload) => 'turn_id' in payload],
  ['cursor', (payload) => 'cursor_version' in payload || ('conversation_id' in payload && 'generation_id' in payload)],
  ['opencode', (payload) => 'sessionID' in payload && 'event' in payload],
  ['gemini', (payload) => /^(Before|After)(Agent|Tool|Model)/.test(textAt(payload, 'hook_event_name'))],
  // Copilot's events in camelCase have no name, and a time in milliseconds.
  ['copilot', (payload) => typeof payload['timestamp'] === 'number' && 'sessionId' in payload],
]

/** Claude's events always name their transcript, and never the time. */
function isClaudesOwn(payload: HookPayload): boolean {
  return isNamed(payload) && 'session_id' in payload && 'transcript_path' in payload && !('timestamp' in payload)
}

/** Some of Codex's events have no `turn_id`, and look like Claude's. */
function isOfCodex(payload: HookPayload, environment: Environment, hint: AgentProgram | null): boolean {
  if (hint === 'codex') return true
  const thread = environment['CODEX_THREAD_ID'] ?? ''
  return thread !== '' && (thread === payload['session_id'] || (environment['CLAUDECODE'] ?? '') === '')
}

/** VS Code reads Claude's files. Its events have a time, and Claude's have none. */
function isEditors(payload: HookPayload, hint: AgentProgram | null): boolean {
  return (hint ?? 'claude') === 'claude' && typeof payload['timestamp'] === 'string' && isNamed(payload)
}

function isNamed(payload: HookPayload): boolean {
  return 'hook_event_name' in payload || 'hookEventName' in payload
}
