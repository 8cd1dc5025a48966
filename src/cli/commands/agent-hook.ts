import { AGENT_PROGRAMS } from '../../programs/names.js'
import type { CommandSpec } from '../command.js'

/** Help and documents only: src/main.ts serves it before the command line is read. */
export const agentHookCommand: CommandSpec = {
  name: 'agent-hook',
  summary: 'answer the hook of an agent program: deny edits of what others have locked, deliver mail',
  details:
    'Reads the event as JSON from standard input, and answers in the words of the program that asks: an edit of a path that another agent has locked is denied, new messages are shown at the start of a session, at prompts and before a stop. Everything else passes without a word, also where there is no repository and no lock. The program is known by its environment and by the event; the options are hints.',
  arguments: [],
  options: [
    { flags: '--host <name>', description: `${AGENT_PROGRAMS.join(', ')} (default: found out)` },
    { flags: '--event <name>', description: 'the event, for programs whose events do not name themselves' },
  ],
  examples: [
    ['git-holdfast agent-hook --host claude', 'as the command of a hook'],
    [
      `echo '{"hook_event_name":"PreToolUse","tool_name":"Edit","tool_input":{"file_path":"src/a.ts"}}' | git holdfast agent-hook; echo $?`,
      'what would a program that nobody knows get? 2 and a reason for an edit that is denied',
    ],
  ],
  json: null,
  run: async () => 0,
}
