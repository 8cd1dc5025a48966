import type { AgentEvent } from '../../programs/agent-event.js'
import type { Lock } from '../../core/locks/lock.js'

const SHOWN_SESSION = 12

/** The description of an automatic lock. It names the agent program, session and subagent that made the edit. */
export function describeAutomatic(event: AgentEvent): string {
  const subagent = event.subagent === '' ? '' : `, subagent ${shorten(event.subagent)}`
  return `${beginning(event)}${subagent}`
}

/** True when the lock was taken automatically for an edit of this session. */
export function isAutomatic({ intent }: Pick<Lock, 'intent'>, event: AgentEvent): boolean {
  const start = beginning(event)
  return intent.description === start || intent.description.startsWith(`${start},`)
}

function beginning({ program, session }: AgentEvent): string {
  return `automatic: edited by ${program ?? 'an agent'}${session === '' ? '' : ` in session ${shorten(session)}`}`
}

/** Ids differ most at their end. */
function shorten(id: string): string {
  return id.replace(/[^A-Za-z0-9-]/g, '').slice(-SHOWN_SESSION)
}
