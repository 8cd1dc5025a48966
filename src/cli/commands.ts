import { agentHookCommand } from './commands/agent-hook.js'
import { archiveCommand } from './commands/archive.js'
import { checkCommand } from './commands/check.js'
import { createCompletionCommand } from './commands/completion.js'
import { demoCommand } from './commands/demo.js'
import { doctorCommand } from './commands/doctor.js'
import { gateCommand } from './commands/gate.js'
import { inboxCommand } from './commands/inbox.js'
import { initCommand } from './commands/init.js'
import { lockCommand } from './commands/lock.js'
import { locksCommand } from './commands/locks.js'
import { logCommand } from './commands/log.js'
import { mcpCommand } from './commands/mcp.js'
import { publishCommand } from './commands/publish.js'
import { renewCommand } from './commands/renew.js'
import { replyCommand } from './commands/reply.js'
import { runCommand } from './commands/run.js'
import { sendCommand } from './commands/send.js'
import { statusCommand } from './commands/status.js'
import { transferCommand } from './commands/transfer.js'
import { uninstallCommand } from './commands/uninstall.js'
import { unlockCommand } from './commands/unlock.js'
import { whoamiCommand } from './commands/whoami.js'
import type { CommandSpec, OptionSpec } from './command.js'

export interface CommandGroup {
  readonly title: string
  readonly commands: readonly CommandSpec[]
}

const completionCommand = createCompletionCommand(() => ({ commands: COMMANDS, commonOptions: COMMON_OPTIONS }))

/** Every command, in the order in which help and documents show them. */
export const COMMAND_GROUPS: readonly CommandGroup[] = [
  { title: 'Set up', commands: [initCommand, uninstallCommand, doctorCommand, demoCommand] },
  { title: 'Lock', commands: [lockCommand, unlockCommand, renewCommand, transferCommand, locksCommand, runCommand] },
  { title: 'Look', commands: [statusCommand, checkCommand, logCommand, whoamiCommand] },
  { title: 'Mail', commands: [sendCommand, inboxCommand, archiveCommand, replyCommand] },
  { title: 'Agents', commands: [mcpCommand] },
  { title: 'Share', commands: [publishCommand, gateCommand] },
  { title: 'Agents', commands: [agentHookCommand] },
  { title: 'Shell', commands: [completionCommand] },
]

export const COMMANDS: readonly CommandSpec[] = COMMAND_GROUPS.flatMap((group) => group.commands)

/** The options of every command. */
export const COMMON_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '--agent <name>',
    description: 'act as this agent (default: HOLDFAST_AGENT, holdfast.agent, the agent program, user.name)',
  },
  {
    flags: '--json',
    description:
      'print one JSON object (default: text); `log` and --follow print one per line; `run`, `mcp` and `completion` print none',
  },
]
