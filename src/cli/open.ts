import { openWorkspace, type Workspace } from '../app/workspace/workspace.js'
import type { CommandCall } from './command.js'

/** The workspace of the current folder, for the agent that `--agent` names, or whoever the environment says. */
export function openHere(call: CommandCall): Promise<Workspace> {
  const { cwd, environment } = call
  return openWorkspace({ cwd, environment, agent: call.arguments.text('agent') })
}
