import type { AgentCall } from './agent-call.js'
import type { Workspace } from '../workspace/workspace.js'
import { nodeDisk } from '../../disk/node-disk.js'
import { readBounded } from '../../disk/read-bounded.js'

const MAX_FILE_BYTES = 1024 * 1024

/** The variables that name the agent in the shells of this session. None when another rule names the agent. */
export function nameForShells({ identity }: Workspace): Readonly<Record<string, string>> {
  if (!identity.ok || !['agent-program', 'agent-session'].includes(identity.value.rule)) return {}
  const { agent, session } = identity.value
  // The id becomes part of a shell line, so an id with other characters is not exported.
  return /^[A-Za-z0-9._:-]+$/.test(session) ? { HOLDFAST_AGENT: agent, HOLDFAST_SESSION: session } : {}
}

/**
 * Writes the variables into the file that Claude Code names for the shells of its session, so that a commit needs no
 * Node to find the agent's name. False when there is no such file, or when the file already sets a name.
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

/** True when the file already sets a name, and also when it cannot be read within the limit. */
function isFull(path: string): boolean {
  const reading = readBounded(path, MAX_FILE_BYTES)
  if (reading.kind === 'missing') return false
  return reading.kind !== 'content' || reading.content.includes('HOLDFAST_AGENT=')
}
