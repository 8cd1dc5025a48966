import { applyPlan, planUninstall } from '../../app/init-repository.js'
import { renderPlan, toPlanView } from '../plan-text.js'
import type { CommandCall, CommandSpec } from '../command.js'
import { openHere } from '../open.js'
import { printResult } from '../terminal.js'

export const uninstallCommand: CommandSpec = {
  name: 'uninstall',
  summary: 'take the guard out of the hooks; every other byte stays',
  details: 'Locks and mail stay in the store: `rm -r "$(git rev-parse --git-common-dir)/holdfast"` removes those too.',
  arguments: [],
  options: [{ flags: '--dry-run', description: 'print what would be written, and write nothing' }],
  examples: [['git holdfast uninstall', 'the hooks are as they were before `init`']],
  json: "{ owner: string, written: boolean, edits: { path: string, change: 'create' | 'update' | 'remove', why: string }[] }",
  run: runUninstall,
}

async function runUninstall(call: CommandCall): Promise<number> {
  const { arguments: args, terminal } = call
  const workspace = await openHere(call)
  const plan = await planUninstall(workspace)
  const isWritten = !args.isSet('dryRun')
  if (isWritten) applyPlan(plan)
  const done = isWritten ? 'no longer guarded; locks and mail stay' : 'nothing was written'
  const text = plan.edits.length === 0 ? 'no guard is installed here' : `${renderPlan(plan, workspace)}\n${done}`
  printResult(terminal, args.isJson, toPlanView(plan, isWritten && plan.edits.length > 0), text)
  return 0
}
