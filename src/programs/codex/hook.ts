import type { AgentEvent, AgentAnswer } from '../agent-event.js'
import { unreachable } from '../../core/unreachable.js'
import { json, SILENCE, type ProgramHook, type ProgramOutput } from '../program-hook.js'
import { claude, CLAUDE_EVENTS, decide, readClaudeEvent } from '../claude/hook.js'

/**
 * Codex CLI: `codex-rs/hooks` (schema.rs, output_parser.rs). An answer with an unknown field, or with `ask`, makes
 * Codex let the tool through. So a denial has exactly three keys, and a tool that passes gets no answer.
 */
export const codex: ProgramHook = {
  program: 'codex',
  events: CLAUDE_EVENTS,
  tools: {
    edits: [...claude.tools.edits, 'apply_patch'],
    shells: ['Bash', 'shell', 'local_shell', 'shell_command', 'exec_command', 'unified_exec'],
  },
  tells: ['session-start', 'prompt', 'stop'],
  takesNames: false,
  asks: false,
  read: readClaudeEvent,
  render: renderCodex,
}

function renderCodex(event: AgentEvent, answer: AgentAnswer): ProgramOutput {
  switch (answer.kind) {
    case 'pass':
    case 'ask':
      return SILENCE
    case 'deny':
      return json({ hookSpecificOutput: decide(event, answer) })
    case 'tell':
      return claude.render(event, answer)
    default:
      return unreachable(answer)
  }
}
