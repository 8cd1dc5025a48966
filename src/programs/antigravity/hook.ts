import type { AgentEvent, AgentAnswer } from '../agent-event.js'
import { unreachable } from '../../core/unreachable.js'
import { json, SILENCE, type ProgramHook, type ProgramOutput, type RawEvent } from '../program-hook.js'
import { listAt, objectAt, textAt, type HookPayload } from '../hook-payload.js'

/**
 * Antigravity: antigravity.google/docs/hooks, as recorded from agy 1.1 and 1.2. No event names itself. A hook that does
 * not refuse prints nothing, because `allow` could replace the answer of the person.
 */
export const antigravity: ProgramHook = {
  program: 'antigravity',
  events: { PreInvocation: 'prompt', PreToolUse: 'before-tool', PostToolUse: 'after-tool' },
  tools: {
    edits: ['replace_file_content', 'multi_replace_file_content', 'write_to_file'],
    shells: ['run_command'],
  },
  tells: ['prompt'],
  takesNames: false,
  asks: true,
  read: readAntigravityEvent,
  render: renderAntigravity,
}

function readAntigravityEvent(payload: HookPayload, given: string): RawEvent {
  const call = objectAt(payload, 'toolCall')
  const [root] = listAt(payload, 'workspacePaths')
  return {
    name: call === null ? nameOf(payload, given) : given === 'PostToolUse' ? given : 'PreToolUse',
    session: textAt(payload, 'conversationId'),
    subagent: '',
    cwd: textAt(payload, 'cwd') || (typeof root === 'string' ? root : ''),
    toolUseId: typeof payload['stepIdx'] === 'number' ? String(payload['stepIdx']) : '',
    tool: textAt(call, 'name'),
    input: objectAt(call, 'args'),
    isContinued: false,
  }
}

/** Only the first invocation of a turn is a prompt: the later ones come in the middle of the work. */
function nameOf(payload: HookPayload, given: string): string {
  const count = payload['invocationNum']
  const isFirst = typeof count === 'number' && count <= 1
  const isInvocation = 'invocationNum' in payload && given !== 'PostInvocation'
  return isInvocation && isFirst ? 'PreInvocation' : ''
}

function renderAntigravity(_event: AgentEvent, answer: AgentAnswer): ProgramOutput {
  switch (answer.kind) {
    case 'pass':
      return SILENCE
    case 'deny':
    case 'ask':
      return json({ decision: answer.kind, reason: answer.reason })
    case 'tell':
      return json({ injectSteps: [{ ephemeralMessage: answer.text }] })
    default:
      return unreachable(answer)
  }
}
