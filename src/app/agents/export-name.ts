import type { AgentCall } from './agent-call.js'
import type { Workspace } from '../workspace/workspace.js'
import { nodeDisk } from '../../disk/node-disk.js'
import { readBounded } from '../../disk/read-bounded.js'

const MAX_FILE_BYTES = 1024 * 1024

/** The variables by which the shells of this session say who they are. None where something else has decided that. */
export function nameForShells({ identity }: Workspace): Readonly<Record<string, string>> {
  if (!identity.ok || !['agent-program', 'agent-session'].includes(identity.value.rule)) return {}
  const { agent, session } = identity.value
  // It becomes a line of a shell: an id of another shape is nobody's.
  return /^[A-Za-z0-9._:-]+$/.test(session) ? { HOLDFAST_AGENT: agent, HOLDFAST_SESSION: session } : {}
}

/**
 * Gives them to the shells of a Claude Code session, by the file that it names for that: a commit then needs no Node to
 * tell whose locks these are. False where there is no such file, or it says a name already.
 */
export function exportName(call: AgentCall, variables: Readonly<Record<string, string>>): boolean {
  const path = call.environment['CLAUDE_ENV_FILE'] ?? ''
  const entries = Object.entries(variables)
  if (call.event.program !== 'claude' || path === '' || entries.length === 0) return false
  try {
    if (isFull(path)) return false
    nodeDisk.appendLine(path, Buffer.from(entries.map(([name, value]) => `export ${name}=${value}`).join('\n')))
    return true
  } catch {
    return false
  }
}

/** Also where it is none that a shell of ours should read. */
function isFull(path: string): boolean {
  const reading = readBounded(path, MAX_FILE_BYTES)
  if (reading.kind === 'missing') return false
  return reading.kind !== 'content' || reading.content.includes('HOLDFAST_AGENT=')
}
