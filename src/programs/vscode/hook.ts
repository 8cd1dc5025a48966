import type { AgentEvent, AgentAnswer } from '../agent-event.js'
import { json, type ProgramHook, type ProgramOutput } from '../program-hook.js'
import { claude, CLAUDE_EVENTS, readClaudeEvent } from '../claude/hook.js'

/** VS Code's agent mode: docs/agent-customization/hooks.md of microsoft/vscode-docs. */
export const vscode: ProgramHook = {
  program: 'vscode',
  events: CLAUDE_EVENTS,
  tools: {
    edits: [
      'editFiles',
      'createFile',
      'create_file',
      'replace_string_in_file',
      'multi_replace_string_in_file',
      'insert_edit_into_file',
      'apply_patch',
      'edit_notebook_file',
      'deleteFile',
      ...claude.tools.edits,
    ],
    shells: ['run_in_terminal', 'runTerminalCommand', 'runInTerminal', 'Bash'],
  },
  // VS Code shows the text of a prompt's hook to the person, and not to the model.
  tells: ['session-start', 'before-tool', 'stop'],
  takesNames: false,
  asks: true,
  read: readClaudeEvent,
  render: renderVscode,
}

function renderVscode(event: AgentEvent, answer: AgentAnswer): ProgramOutput {
  if (answer.kind !== 'tell' || event.kind !== 'stop') return claude.render(event, answer)
  return json({ hookSpecificOutput: { hookEventName: event.name, decision: 'block', reason: answer.text } })
}
