import { applyPlan, planInit, type HookChoice, type InstallPlan } from '../../app/init-repository.js'
import { renderPlan, toPlanView } from '../plan-text.js'
import type { CommandCall, CommandSpec } from '../command.js'
import { openHere } from '../open.js'
import { printResult } from '../terminal.js'

const CHOICES: readonly HookChoice[] = ['auto', 'git', 'husky']

export const initCommand: CommandSpec = {
  name: 'init',
  summary: 'install the guard into the hooks of this repository',
  details:
    'Hooks that are there keep running, after the guard. May be run again at any time: it then updates what is old and leaves the rest.',
  arguments: [],
  options: [
    { flags: '--hooks <where>', description: 'auto, git or husky (default: auto, whatever runs the hooks here)' },
    { flags: '--yes', description: 'change hooks that are there without asking (default: ask on a terminal)' },
    { flags: '--dry-run', description: 'print what would be written, and write nothing' },
  ],
  examples: [
    ['git holdfast init', 'guards commits and pushes of every worktree'],
    ['git holdfast init --dry-run', 'shows each file that would be touched'],
  ],
  json: "{ owner: string, written: boolean, edits: { path: string, change: 'create' | 'update' | 'remove', why: string }[] }",
  run: runInit,
}

async function runInit(call: CommandCall): Promise<number> {
  const { arguments: args, terminal } = call
  const workspace = await openHere(call)
  const plan = await planInit(workspace, args.oneOf('hooks', CHOICES) ?? 'auto')
  const isAgreed = !args.isSet('dryRun') && (await agree(call, plan))
  if (isAgreed) applyPlan(plan)
  const done = 'guarded: pre-commit and pre-push check the locks of other agents'
  const text =
    plan.edits.length === 0
      ? done
      : [renderPlan(plan, workspace), ...(isAgreed ? [done] : ['nothing was written'])].join('\n')
  printResult(terminal, args.isJson, toPlanView(plan, isAgreed && plan.edits.length > 0), text)
  return isAgreed || args.isSet('dryRun') ? 0 : 1
}

/** Only hooks of others are worth a question. */
async function agree({ arguments: args, terminal }: CommandCall, plan: InstallPlan): Promise<boolean> {
  const foreign = plan.edits.filter((edit) => edit.before !== null && edit.why.includes('hook'))
  if (args.isSet('yes') || args.isJson || foreign.length === 0) return true
  return terminal.confirm(`Put the guard into ${foreign.map((edit) => edit.path).join(', ')}?`)
}
