import type { AgentEvent, AgentEventKind, AgentAnswer } from '../agent-event.js'
import { unreachable } from '../../core/unreachable.js'
import { json, SILENCE, type ProgramHook, type ProgramOutput, type RawEvent } from '../program-hook.js'
import { textAt, type HookPayload } from '../hook-payload.js'

/** The events of Claude Code. Most other programs use the same names and format. */
export const CLAUDE_EVENTS: Readonly<Record<string, AgentEventKind>> = {
  SessionStart: 'session-start',
  UserPromptSubmit: 'prompt',
  PreToolUse: 'before-tool',
  PostToolUse: 'after-tool',
  Stop: 'stop',
  SessionEnd: 'session-end',
}

/** Claude Code: shapes as in `sdk.d.ts` of @anthropic-ai/claude-agent-sdk 0.3.329. */
export const claude: ProgramHook = {
  program: 'claude',
  events: CLAUDE_EVENTS,
  tools: { edits: ['Edit', 'Write', 'MultiEdit', 'NotebookEdit'], shells: ['Bash', 'PowerShell'] },
  tells: ['session-start', 'prompt', 'before-tool', 'stop'],
  takesNames: false,
  asks: true,
  read: readClaudeEvent,
  render: renderClaude,
}

export function readClaudeEvent(payload: HookPayload): RawEvent {
  return {
    name: textAt(payload, 'hook_event_name', 'hookEventName'),
    session: textAt(payload, 'session_id', 'sessionId'),
    subagent: textAt(payload, 'agent_id', 'agentId'),
    cwd: textAt(payload, 'cwd'),
    toolUseId: textAt(payload, 'tool_use_id', 'toolUseId'),
    tool: textAt(payload, 'tool_name', 'toolName'),
    input: payload['tool_input'] ?? payload['toolArgs'],
    isContinued: (payload['stop_hook_active'] ?? payload['stopHookActive']) === true,
  }
}

function renderClaude(event: AgentEvent, answer: AgentAnswer): ProgramOutput {
  switch (answer.kind) {
    case 'pass':
      return SILENCE
    case 'deny':
    case 'ask':
      return json({ hookSpecificOutput: decide(event, answer) })
    case 'tell':
      // `block` continues the turn with the reason. Versions before 2.1.163 take no context at a stop.
      if (event.kind === 'stop') return json({ decision: 'block', reason: answer.text })
      return json({ hookSpecificOutput: { hookEventName: event.name, additionalContext: answer.text } })
    default:
      return unreachable(answer)
  }
}

export function decide(event: AgentEvent, answer: AgentAnswer & { readonly kind: 'deny' | 'ask' }): object {
  return {
    hookEventName: event.name,
    permissionDecision: answer.kind,
    permissionDecisionReason: answer.reason,
  }
}
