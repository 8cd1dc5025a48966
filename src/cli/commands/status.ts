import { showStatus } from '../../app/doctor/show-status.js'
import { printable } from '../../core/quote.js'
import { toLockView } from '../../report/lock-view.js'
import { countOf } from '../../report/count.js'
import type { CommandCall, CommandSpec } from '../command.js'
import { openHere } from '../open.js'
import { printResult } from '../terminal.js'

export const statusCommand: CommandSpec = {
  name: 'status',
  summary: 'show which agent you are, the locks, your messages, and whether the guard is installed',
  arguments: [],
  options: [],
  examples: [['git holdfast status', 'everything on one screen']],
  json: "{ agent: string | null, rule: string | null, source: string | null, session: string, branch: string | null, hooks: { name: string, installed: boolean }[], mine: Lock[], others: Lock[], waiting: number, messages: number, unseen: number, staged: { changes: number, verdict: 'clear' | 'refused' } | null, store: string }",
  run: runStatus,
}

async function runStatus(call: CommandCall): Promise<number> {
  const status = await showStatus(await openHere(call))
  const { agent, source, mine, others, hooks, messages, unseen, staged, waiting } = status
  const missing = hooks.filter((hook) => !hook.installed).map((hook) => hook.name)
  const lines = [
    agent === null
      ? 'agent      nobody is named: git config holdfast.agent my-agent'
      : `agent      ${agent} (by ${source ?? ''})`,
    `branch     ${printable(status.branch ?? 'none')}`,
    `guard      ${missing.length === 0 ? 'installed' : `not installed: ${missing.join(', ')}; ${installerOf(missing)}`}`,
    `locks      ${countOf(mine.length, 'lock')} of yours, ${others.length} of others${waiting > 0 ? `, ${waiting} waiting` : ''}`,
    `mailbox    ${countOf(messages, 'message')}${unseen > 0 ? `, ${unseen} not seen yet` : ''}${messages > 0 ? ': git holdfast inbox' : ''}`,
    staged === null
      ? 'staged     nothing, as there is no worktree'
      : `staged     ${countOf(staged.changes, 'change')}: ${staged.verdict}`,
    `store      ${printable(status.store, 1_000)}`,
  ]
  const json = { ...status, mine: mine.map(toLockView), others: others.map(toLockView) }
  printResult(call.terminal, call.arguments.isJson, json, lines.join('\n'))
  return 0
}

function installerOf(missing: readonly string[]): string {
  return missing.includes('pre-receive') ? 'git holdfast init --server' : 'git holdfast init'
}
