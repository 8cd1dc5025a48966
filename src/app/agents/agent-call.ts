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

/** An event, and what the program makes of an answer to it. */
export interface AgentCall {
  readonly event: AgentEvent
  /** Does what we tell at this event reach the model? */
  readonly tells: boolean
  /** Can an edit be put to the person? */
  readonly asks: boolean
  /** Of this process: stands in where the event names no folder. */
  readonly cwd: string
  readonly environment: Environment
}

/** Where the relative paths of an event count from. */
export function folderOf({ event, cwd }: AgentCall): string {
  return resolve(cwd, event.cwd ?? '.')
}

/** The workspace of a work tree, for the agent of the event; null where nobody has ever locked anything. */
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

/** The name that the shells of this session have from us. */
function exportedName(home: string, program: string, session: string): Readonly<Record<string, string>> {
  const book = openFileSessionBook({ folder: join(home, 'sessions'), now: Date.now })
  const known = session === '' ? null : book.find(program, session)
  return known?.isExported === true ? { HOLDFAST_AGENT: known.agent, HOLDFAST_SESSION: session } : {}
}
