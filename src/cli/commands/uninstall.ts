import { planAgentFileRemoval, planAgentsMdRemoval } from '../../app/install/programs/plan-settings.js'
import { applyPlan, planUninstall } from '../../app/install/init-repository.js'
import type { Workspace } from '../../app/workspace/workspace.js'
import { readAgentChoice, type AgentChoice } from '../agent-options.js'
import type { CommandCall, CommandSpec } from '../command.js'
import { openHere } from '../open.js'
import { renderPlan, toPlanView } from '../plan-text.js'
import { printResult } from '../terminal.js'

export const uninstallCommand: CommandSpec = {
  name: 'uninstall',
  summary: 'take the guard out of the hooks and Holdfast out of the settings of agent programs; every other byte stays',
  details: 'Locks and mail stay in the store: `rm -r "$(git rev-parse --git-common-dir)/holdfast"` removes them too.',
  arguments: [],
  options: [
    {
      flags: '--agents [which]',
      description:
        'which agent programs: auto, none (their settings are shared with other clones), or names (default: auto, all whose settings contain Holdfast, and AGENTS.md)',
    },
    { flags: '--dry-run', description: 'print what would be written, and write nothing' },
  ],
  examples: [
    ['git holdfast uninstall', 'hooks and settings are as they were before `init`'],
    ['git holdfast uninstall --agents none', 'takes the guard out of this clone only'],
  ],
  json: "{ owner: string, written: boolean, edits: { path: string, change: 'create' | 'update' | 'remove', why: string, diff: string | null }[] }",
  run: runUninstall,
}

async function runUninstall(call: CommandCall): Promise<number> {
  const { arguments: args, terminal } = call
  const choice = readAgentChoice(args)
  const workspace = await openHere(call)
  const guard = await planUninstall(workspace)
  const plan = { ...guard, shared: [...guard.shared, ...planShared(workspace, choice)] }
  const isWritten = !args.isSet('dryRun')
  if (isWritten) applyPlan(plan)
  const edits = plan.edits.length + plan.shared.length
  const done = isWritten ? 'no longer guarded; locks and mail stay' : 'nothing was written'
  const text = edits === 0 ? 'no guard is installed here' : `${renderPlan(plan, workspace)}\n${done}`
  printResult(terminal, args.isJson, toPlanView(plan, workspace, isWritten && edits > 0), text)
  return 0
}

function planShared(workspace: Workspace, choice: AgentChoice): ReturnType<typeof planAgentFileRemoval> {
  if (workspace.place.top === null) return []
  if (choice !== undefined && choice !== 'auto') return planAgentFileRemoval(workspace, choice)
  return [...planAgentFileRemoval(workspace), ...planAgentsMdRemoval(workspace)]
}
