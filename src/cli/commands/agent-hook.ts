import { AGENT_PROGRAMS } from '../../programs/names.js'
import type { CommandSpec } from '../command.js'

/** For help and documents only: src/main.ts answers the hook before any command line is parsed. */
export const agentHookCommand: CommandSpec = {
  name: 'agent-hook',
  summary: 'answer a hook of an agent program: deny edits of paths that other agents have locked, deliver mail',
  details:
    'The command reads the event as JSON from standard input, and answers in the format of the agent program. It denies an edit of a path that another agent has locked, and shows new messages at the start of a session, at prompts and before a stop. It lets everything else pass without output, also where there is no repository or no lock. The environment and the event tell which program asks; the options are hints.',
  arguments: [],
  options: [
    {
      flags: '--host <name>',
      description: `the agent program: ${AGENT_PROGRAMS.join(', ')} (default: as environment and event say)`,
    },
    { flags: '--event <name>', description: 'the name of the event, for programs whose events do not contain it' },
  ],
  examples: [
    ['git-holdfast agent-hook --host claude', 'as the command of a hook'],
    [
      `echo '{"hook_event_name":"PreToolUse","tool_name":"Edit","tool_input":{"file_path":"src/a.ts"}}' | git holdfast agent-hook; echo $?`,
      'shows what an unknown program gets: 2 and a reason for an edit that is denied',
    ],
  ],
  json: null,
  run: async () => 0,
}
