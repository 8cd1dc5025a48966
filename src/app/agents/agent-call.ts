import { join, resolve } from 'node:path'
import type { AgentEvent } from '../../programs/agent-event.js'
import { toShellEnvironment } from '../../core/settings/session-variables.js'
import { foreignEnvironment } from '../../git/environment.js'
import type { Place } from '../../git/place.js'
import { readSettings } from '../../git/git-settings.js'
import { openFileSessionBook } from '../../store/file/file-session-book.js'
import { openWorkspace, type Workspace } from '../workspace/workspace.js'
import type { Environment } from '../../core/settings/environment.js'
import { isFolder } from '../../disk/look.js'

/** An event of an agent program, and which answers to it the program can use. */
export interface AgentCall {
  readonly event: AgentEvent
  /** True when a text in our answer to this event reaches the model. */
  readonly tells: boolean
  /** True when the program can ask the person whether an edit may be made. */
  readonly asks: boolean
  /** The folder of this process, used when the event names none. */
  readonly cwd: string
  readonly environment: Environment
}

/** The folder from which relative paths of the event count. */
export function folderOf({ event, cwd }: AgentCall): string {
  return resolve(cwd, event.cwd ?? '.')
}

/** The workspace of a worktree for the agent of the event; null without a store: nothing was ever locked there. */
export async function openForAgent(call: AgentCall, place: Place): Promise<Workspace | null> {
  const home = join(place.commonDir, 'holdfast')
  if (!isFolder(home) && (call.environment['HOLDFAST_LOCKS_DIR'] ?? '') === '') return null
  const { session } = call.event
  const program = call.event.program ?? ''
  const environment = {
    ...exportedName(home, program, session),
    ...foreignEnvironment(call.environment),
    ...toShellEnvironment(program, session),
  }
  const settings = await readSettings({ cwd: place.cwd }, environment)
  const told = session === '' ? {} : { told: { program, session } }
  return openWorkspace({ cwd: place.cwd, environment, asked: { place, settings }, ...told })
}

/** The agent name that Holdfast exported to the shells of this session. */
function exportedName(home: string, program: string, session: string): Readonly<Record<string, string>> {
  const book = openFileSessionBook({ folder: join(home, 'sessions'), now: Date.now })
  const known = session === '' ? null : book.find(program, session)
  return known?.isExported === true ? { HOLDFAST_AGENT: known.agent, HOLDFAST_SESSION: session } : {}
}
