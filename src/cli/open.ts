import { openWorkspace, type Workspace } from '../app/workspace/workspace.js'
import type { CommandCall } from './command.js'

/** Opens the workspace of the current folder for the agent of `--agent`, or else for the agent of the environment. */
export function openHere(call: CommandCall): Promise<Workspace> {
  const { cwd, environment } = call
  return openWorkspace({ cwd, environment, agent: call.arguments.text('agent') })
}
