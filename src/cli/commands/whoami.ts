import { valueOf } from '../../core/problems/problem.js'
import type { CommandCall, CommandSpec } from '../command.js'
import { openHere } from '../open.js'
import { printResult } from '../terminal.js'

export const whoamiCommand: CommandSpec = {
  name: 'whoami',
  summary: 'show which agent you are, and which rule says so',
  arguments: [],
  options: [],
  examples: [['git holdfast whoami', 'the name, the session, and where the name was read']],
  json: "{ agent: string, session: string, rule: 'flag' | 'environment' | 'git-config' | 'agent-program' | 'agent-session' | 'person', source: string }",
  run: runWhoami,
}

async function runWhoami(call: CommandCall): Promise<number> {
  const workspace = await openHere(call)
  const { agent, session, rule, source } = valueOf(workspace.identity)
  const text = `${agent}, by ${source}${session === '' ? '' : `, session ${session}`}`
  printResult(call.terminal, call.arguments.isJson, { agent, session, rule, source }, text)
  return 0
}
