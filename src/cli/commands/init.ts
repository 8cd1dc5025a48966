import { findAgentPrograms, type FoundProgram } from '../../app/install/programs/find-programs.js'
import { planAgentFiles, planAgentsMd } from '../../app/install/programs/plan-settings.js'
import { applyPlan, planInit, type HookChoice, type InstallPlan } from '../../app/install/init-repository.js'
import { planServerInit } from '../../app/server/init-server.js'
import type { Workspace } from '../../app/workspace/workspace.js'
import type { AgentProgram } from '../../programs/names.js'
import { PROGRAM_SETTINGS } from '../../programs/all-settings.js'
import { readAgentChoice, type AgentChoice } from '../agent-options.js'
import type { CommandCall, CommandSpec } from '../command.js'
import { openHere } from '../open.js'
import { renderPlan, toPlanView } from '../plan-text.js'
import { printResult } from '../terminal.js'

const CHOICES: readonly HookChoice[] = ['auto', 'git', 'husky', 'config']

export const initCommand: CommandSpec = {
  name: 'init',
  summary: 'install the guard into the hooks of this repository, and wire its agent programs',
  details:
    'Existing hooks keep running, after the guard. You can run init again at any time: it updates what is old and leaves the rest. The settings of agent programs are shared files of the repository: only --agents changes them, and init shows every changed line.',
  arguments: [],
  options: [
    {
      flags: '--hooks <where>',
      description:
        'auto, git, husky, or config: hooks in the configuration of git 2.54 and later (default: auto, the program that runs the hooks here)',
    },
    {
      flags: '--strict',
      description:
        'also check every branch that moves: by plumbing, fast-forward, am, or work made on a detached HEAD (default: keep the present setting)',
    },
    { flags: '--server', description: 'guard a bare repository against pushes (default: guard worktrees)' },
    {
      flags: '--agents [which]',
      description:
        'write the hooks and MCP settings of agent programs: auto (those used here), none, or names such as claude,codex (default: none; init names those that it finds)',
    },
    { flags: '--agents-md', description: 'put a few lines for agents into AGENTS.md (default: leave it alone)' },
    { flags: '--yes', description: 'change existing files without asking (default: ask on a terminal)' },
    { flags: '--dry-run', description: 'print what would be written, and write nothing' },
  ],
  examples: [
    ['git holdfast init', 'guards commits and pushes of every worktree'],
    ['git holdfast init --agents --dry-run', 'shows every line that would change in the settings of agent programs'],
    ['git holdfast init --agents claude,codex', 'wires these two'],
    ['git holdfast init --strict', 'also checks what no other hook sees, such as update-ref'],
    ['git holdfast init --server', 'in a bare repository: checks every push that arrives'],
  ],
  json: "{ owner: string, written: boolean, edits: { path: string, change: 'create' | 'update' | 'remove', why: string, diff: string | null }[], agents: { host: string, state: 'wired' | 'part' | 'not wired' }[] }",
  run: runInit,
}

async function runInit(call: CommandCall): Promise<number> {
  const { arguments: args, terminal } = call
  const choice = readAgentChoice(args)
  const workspace = await openHere(call)
  const guard = await planGuard(call, workspace)
  const found = findAgentPrograms(workspace)
  const programs = chosen(choice, found)
  const plan = { ...guard, shared: [...guard.shared, ...planShared(call, workspace, programs)] }
  const isDryRun = args.isSet('dryRun')
  const isAgreed = !isDryRun && (await agree(call, plan, workspace))
  if (isAgreed) applyPlan(plan)
  const isNeeded = plan.edits.length + plan.shared.length > 0
  const view = toPlanView(plan, workspace, isAgreed && isNeeded)
  const agents = (isAgreed ? findAgentPrograms(workspace) : found).map(({ program, state }) => ({
    host: program,
    state,
  }))
  const done = isNeeded ? [renderPlan(plan, workspace)] : []
  const text = [
    ...done,
    ...(isNeeded && !isAgreed ? ['nothing was written'] : whatHolds(programs, args.isSet('server'))),
    ...hintOn(choice, found),
  ]
  printResult(terminal, args.isJson, { ...view, agents }, text.join('\n'))
  return isAgreed || isDryRun ? 0 : 1
}

function planGuard({ arguments: args }: CommandCall, workspace: Workspace): Promise<InstallPlan> {
  const hooks = args.oneOf('hooks', CHOICES)
  if (!args.isSet('server')) return planInit(workspace, hooks ?? 'auto', args.isSet('strict'))
  if (args.isSet('strict')) args.clash('--server', '--strict', 'git holdfast init --server')
  if (hooks !== undefined) args.clash('--server', '--hooks', 'git holdfast init --server')
  return planServerInit(workspace)
}

function chosen(choice: AgentChoice, found: readonly FoundProgram[]): readonly AgentProgram[] {
  return choice === 'auto' ? found.map(({ program }) => program) : (choice ?? [])
}

function planShared({ arguments: args }: CommandCall, workspace: Workspace, programs: readonly AgentProgram[]): Shared {
  return [...planAgentFiles(workspace, programs), ...(args.isSet('agentsMd') ? planAgentsMd(workspace) : [])]
}

type Shared = InstallPlan['shared']

/** Asks only before a change of files that others own too: existing hooks and shared settings. */
async function agree(
  { arguments: args, terminal }: CommandCall,
  plan: InstallPlan,
  workspace: Workspace,
): Promise<boolean> {
  const hooks = plan.edits.filter((edit) => edit.before !== null && edit.why.includes('hook'))
  const foreign = [...hooks, ...plan.shared]
  if (args.isSet('yes') || args.isJson || foreign.length === 0) return true
  // Standard output shows the plan again, for a caller that keeps only that.
  if (terminal.isWatched) terminal.printError(renderPlan(plan, workspace))
  return terminal.confirm(`Write to ${foreign.map((edit) => edit.path).join(', ')}?`)
}

function whatHolds(programs: readonly AgentProgram[], isServer: boolean): readonly string[] {
  return [
    isServer
      ? 'guarded: pre-receive checks every push against the locks of other agents'
      : 'guarded: commits, merges, cherry-picks and pushes are checked against the locks of other agents',
    ...programs.map(
      (program) => `${PROGRAM_SETTINGS[program].title} asks before an edit. ${PROGRAM_SETTINGS[program].trust}`,
    ),
  ]
}

function hintOn(choice: AgentChoice, found: readonly FoundProgram[]): readonly string[] {
  if (choice === 'auto' && found.length === 0)
    return ['No agent program has files here. Name one: git holdfast init --agents claude']
  const open = found.filter(({ state }) => state !== 'wired')
  if (choice !== undefined || open.length === 0) return []
  const names = open.map(({ program }) => PROGRAM_SETTINGS[program].title).join(', ')
  return [`Used here, and not wired: ${names}. Try: git holdfast init --agents --dry-run`]
}
