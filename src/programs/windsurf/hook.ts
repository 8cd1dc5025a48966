import type { AgentEvent, AgentAnswer } from '../agent-event.js'
import { SILENCE, type ProgramHook, type ProgramOutput, type RawEvent } from '../program-hook.js'
import { objectAt, textAt, type HookPayload } from '../hook-payload.js'

/** Windsurf's Cascade: docs.windsurf.com/windsurf/cascade/hooks. A hook can reach its model only by a refusal. */
export const windsurf: ProgramHook = {
  program: 'windsurf',
  events: {
    pre_user_prompt: 'prompt',
    pre_write_code: 'before-tool',
    pre_run_command: 'before-tool',
    post_write_code: 'after-tool',
    post_run_command: 'after-tool',
  },
  tools: { edits: ['write_code'], shells: ['run_command'] },
  tells: [],
  takesNames: false,
  asks: false,
  read: readWindsurfEvent,
  render: renderWindsurf,
}

function readWindsurfEvent(payload: HookPayload): RawEvent {
  const name = textAt(payload, 'agent_action_name')
  const info = objectAt(payload, 'tool_info')
  return {
    name,
    session: textAt(payload, 'trajectory_id'),
    subagent: '',
    cwd: textAt(info, 'cwd') || textAt(payload, 'cwd'),
    toolUseId: textAt(payload, 'execution_id'),
    tool: name.replace(/^(pre|post)_/, ''),
    input: info,
    isContinued: false,
  }
}

function renderWindsurf(_event: AgentEvent, answer: AgentAnswer): ProgramOutput {
  return answer.kind === 'deny' ? { exitCode: 2, stdout: '', stderr: answer.reason } : SILENCE
}
