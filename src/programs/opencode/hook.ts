import type { AgentEvent, AgentAnswer } from '../agent-event.js'
import { unreachable } from '../../core/unreachable.js'
import { json, SILENCE, type ProgramHook, type ProgramOutput, type RawEvent } from '../program-hook.js'
import { textAt, type HookPayload } from '../hook-payload.js'

/**
 * opencode, by its plugin: `Hooks` of @opencode-ai/plugin 1.18.33. Holdfast writes the plugin, and so defines the
 * objects.
 */
export const opencode: ProgramHook = {
  program: 'opencode',
  events: {
    'session.created': 'session-start',
    'chat.message': 'prompt',
    'tool.execute.before': 'before-tool',
    'tool.execute.after': 'after-tool',
    'shell.env': 'environment',
    'session.idle': 'stop',
    'session.deleted': 'session-end',
  },
  tools: { edits: ['edit', 'write', 'multiedit', 'patch', 'apply_patch'], shells: ['bash', 'shell'] },
  tells: ['session-start', 'prompt', 'environment', 'stop'],
  takesNames: true,
  asks: false,
  read: readOpencodeEvent,
  render: renderOpencode,
}

function readOpencodeEvent(payload: HookPayload, given: string): RawEvent {
  return {
    name: textAt(payload, 'event') || given,
    session: textAt(payload, 'sessionID'),
    subagent: '',
    cwd: textAt(payload, 'cwd'),
    toolUseId: textAt(payload, 'callID'),
    tool: textAt(payload, 'tool'),
    input: payload['args'],
    isContinued: payload['isContinued'] === true,
  }
}

function renderOpencode(_event: AgentEvent, answer: AgentAnswer): ProgramOutput {
  switch (answer.kind) {
    case 'pass':
    case 'ask':
      return SILENCE
    case 'deny':
      return json({ decision: 'deny', reason: answer.reason })
    case 'tell':
      return json({
        ...(answer.text === '' ? {} : { context: answer.text }),
        ...(Object.keys(answer.env).length === 0 ? {} : { env: answer.env }),
      })
    default:
      return unreachable(answer)
  }
}
