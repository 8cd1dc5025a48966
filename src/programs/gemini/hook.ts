import type { AgentEvent, AgentAnswer } from '../agent-event.js'
import { unreachable } from '../../core/unreachable.js'
import { json, SILENCE, type ProgramHook, type ProgramOutput } from '../program-hook.js'
import { readClaudeEvent } from '../claude/hook.js'

/** Gemini CLI: `hooks/types.d.ts` of @google/gemini-cli-core 0.61.0. */
export const gemini: ProgramHook = {
  program: 'gemini',
  events: {
    SessionStart: 'session-start',
    BeforeAgent: 'prompt',
    BeforeTool: 'before-tool',
    AfterTool: 'after-tool',
    AfterAgent: 'stop',
    SessionEnd: 'session-end',
  },
  tools: { edits: ['write_file', 'replace'], shells: ['run_shell_command'] },
  tells: ['session-start', 'prompt', 'stop'],
  takesNames: false,
  asks: true,
  read: readClaudeEvent,
  render: renderGemini,
}

function renderGemini(event: AgentEvent, answer: AgentAnswer): ProgramOutput {
  switch (answer.kind) {
    case 'pass':
      return SILENCE
    case 'deny':
    case 'ask':
      return json({ decision: answer.kind, reason: answer.reason })
    case 'tell':
      if (event.kind === 'stop') return json({ decision: 'deny', reason: answer.text })
      return json({ hookSpecificOutput: { hookEventName: event.name, additionalContext: answer.text } })
    default:
      return unreachable(answer)
  }
}
