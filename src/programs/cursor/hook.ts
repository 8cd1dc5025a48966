import type { AgentEvent, AgentAnswer } from '../agent-event.js'
import { unreachable } from '../../core/unreachable.js'
import { json, SILENCE, type ProgramHook, type ProgramOutput, type RawEvent } from '../program-hook.js'
import { listAt, textAt, type HookPayload } from '../hook-payload.js'
import { claude, CLAUDE_EVENTS } from '../claude/hook.js'

/** Cursor 3: cursor.com/docs/hooks. Cursor also runs hooks in Claude's format, and then uses Claude's names. */
export const cursor: ProgramHook = {
  program: 'cursor',
  events: {
    ...CLAUDE_EVENTS,
    sessionStart: 'session-start',
    beforeSubmitPrompt: 'prompt',
    preToolUse: 'before-tool',
    beforeShellExecution: 'before-tool',
    postToolUse: 'after-tool',
    afterFileEdit: 'after-tool',
    stop: 'stop',
    sessionEnd: 'session-end',
  },
  tools: {
    edits: ['StrReplace', 'Delete', 'EditNotebook', 'ApplyPatch', 'apply_patch', ...claude.tools.edits],
    shells: ['Shell', 'Bash'],
  },
  // Cursor documents no context at a prompt: mail that it does not show would be lost.
  tells: ['session-start', 'stop'],
  takesNames: true,
  asks: true,
  read: readCursorEvent,
  render: renderCursor,
}

function readCursorEvent(payload: HookPayload): RawEvent {
  const name = textAt(payload, 'hook_event_name', 'hookEventName')
  const [root] = listAt(payload, 'workspace_roots')
  const isShell = name === 'beforeShellExecution'
  const isEdit = name === 'afterFileEdit'
  const loops = payload['loop_count']
  return {
    name,
    session: textAt(payload, 'conversation_id', 'session_id'),
    subagent: textAt(payload, 'agent_id', 'subagent_id'),
    cwd: textAt(payload, 'cwd') || (typeof root === 'string' ? root : ''),
    toolUseId: textAt(payload, 'tool_use_id', 'generation_id'),
    tool: isShell ? 'Shell' : isEdit ? 'Write' : textAt(payload, 'tool_name'),
    input: isShell || isEdit ? payload : payload['tool_input'],
    isContinued: (typeof loops === 'number' && loops > 0) || payload['stop_hook_active'] === true,
  }
}

function renderCursor(event: AgentEvent, answer: AgentAnswer): ProgramOutput {
  switch (answer.kind) {
    case 'pass':
      return SILENCE
    case 'deny':
    case 'ask':
      return json({ permission: answer.kind, user_message: answer.reason, agent_message: answer.reason })
    case 'tell':
      if (event.kind === 'stop') return json({ followup_message: answer.text })
      return json({
        ...(Object.keys(answer.env).length === 0 ? {} : { env: answer.env }),
        ...(answer.text === '' ? {} : { additional_context: answer.text }),
      })
    default:
      return unreachable(answer)
  }
}
