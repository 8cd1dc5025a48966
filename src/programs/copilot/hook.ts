import type { AgentEvent, AgentEventKind, AgentAnswer } from '../agent-event.js'
import { unreachable } from '../../core/unreachable.js'
import { json, SILENCE, type ProgramHook, type ProgramOutput, type RawEvent } from '../program-hook.js'
import type { HookPayload } from '../hook-payload.js'
import { claude, CLAUDE_EVENTS, readClaudeEvent } from '../claude/hook.js'

const CAMEL_CASE: Readonly<Record<string, AgentEventKind>> = {
  sessionStart: 'session-start',
  userPromptSubmitted: 'prompt',
  preToolUse: 'before-tool',
  postToolUse: 'after-tool',
  agentStop: 'stop',
  sessionEnd: 'session-end',
}

/**
 * Copilot CLI and the cloud agent: content/copilot/reference/hooks-reference.md of github/docs. Every exit code but 0
 * denies the tool. Copilot drops what the hook of a prompt prints.
 */
export const copilot: ProgramHook = {
  program: 'copilot',
  events: { ...CLAUDE_EVENTS, ...CAMEL_CASE },
  tools: {
    edits: ['edit', 'create', 'str_replace_editor', 'apply_patch', ...claude.tools.edits],
    shells: ['bash', 'powershell', 'shell'],
  },
  tells: ['session-start', 'stop'],
  takesNames: false,
  asks: true,
  read: readCopilotEvent,
  render: renderCopilot,
}

function readCopilotEvent(payload: HookPayload, given: string): RawEvent {
  const said = readClaudeEvent(payload)
  if (said.name !== '') return said
  return { ...said, name: given === '' ? guessName(payload) : given }
}

/** An event in camelCase does not name itself: its fields tell which event it is. */
function guessName(payload: HookPayload): string {
  if ('toolResult' in payload || ('toolName' in payload && 'error' in payload)) return 'postToolUse'
  if ('toolName' in payload) return 'preToolUse'
  if ('stopReason' in payload && !('agentName' in payload)) return 'agentStop'
  if ('source' in payload) return 'sessionStart'
  if ('reason' in payload) return 'sessionEnd'
  return 'prompt' in payload && !('transformedPrompt' in payload) ? 'userPromptSubmitted' : ''
}

function renderCopilot(event: AgentEvent, answer: AgentAnswer): ProgramOutput {
  switch (answer.kind) {
    case 'pass':
      return SILENCE
    case 'deny':
    case 'ask':
      return json({ permissionDecision: answer.kind, permissionDecisionReason: answer.reason })
    case 'tell':
      if (event.kind === 'stop') return json({ decision: 'block', reason: answer.text })
      return json({ additionalContext: answer.text })
    default:
      return unreachable(answer)
  }
}
