import { isSameAgent, type AgentName } from '../../core/agent-name.js'
import type { Conflict } from '../../core/locks/conflict.js'
import type { Payload, StoredMessage } from '../../core/mail/message.js'
import { HIGHEST_PRIORITY, type Lock } from '../../core/locks/lock.js'
import { MINUTE_MS, toUtcSeconds, type EpochMs } from '../../core/time.js'
import type { Mailbox } from '../../store/mailbox.js'

const REPEAT_WINDOW_MS = 10 * MINUTE_MS

/** An ALERT about a refused commit of 100,000 files names the first paths and the number of all. */
const MAX_PATHS = 100

const COMMIT_HOOKS: ReadonlySet<string> = new Set([
  'pre-commit',
  'pre-merge-commit',
  'prepare-commit-msg',
  'reference-transaction',
])

/** Where and how the refusal happened. */
export interface RefusalSite {
  readonly hook: string
  readonly branch: string | null
  /** The commit that is pushed, and the tree of the index; null when git gives none. */
  readonly commit: string | null
  readonly tree: string | null
}

export interface AlertRequest {
  readonly blocked: AgentName
  readonly conflicts: readonly Conflict[]
  readonly site: RefusalSite
  /** The agents that the configuration names. */
  readonly configured: readonly AgentName[]
  /** The holders of all live locks. */
  readonly holders: readonly AgentName[]
  /** The reason for which the blocked agent bypassed the refusal; null when it was refused. */
  readonly bypass: string | null
  readonly now: EpochMs
}

/** Sends an ALERT to all known agents except the sender, unless the same conflict was told in the last 10 minutes. */
export async function alertConflict(mail: Mailbox, request: AlertRequest): Promise<readonly StoredMessage[]> {
  const recipients = knownAgents([...request.holders, ...request.configured, ...(await mail.agents())], request.blocked)
  if (recipients.length === 0) return []
  if (!(await mail.markOnce(conflictKey(request), REPEAT_WINDOW_MS))) return []
  const draft = {
    from: request.blocked,
    type: 'ALERT',
    priority: HIGHEST_PRIORITY,
    payload: describeConflict(request),
  } as const
  return mail.broadcast(draft, recipients)
}

/** Each name once, in its first spelling, and without the sender if there is one. */
export function knownAgents(names: readonly AgentName[], sender: AgentName | null): readonly AgentName[] {
  const byFoldedName = new Map<string, AgentName>()
  for (const name of names) {
    const folded = name.toLowerCase()
    const isSender = sender !== null && isSameAgent(name, sender)
    if (!isSender && !byFoldedName.has(folded)) byFoldedName.set(folded, name)
  }
  return [...byFoldedName.values()]
}

/** The same agent, stopped at the same hook by the same locks on the same paths, is the same conflict. */
function conflictKey({ blocked, conflicts, site, bypass }: AlertRequest): string {
  const pairs = conflicts.map(({ change, lock }) => `${change.bytes ?? change.path}\0${lock.id}`)
  return [
    'conflict',
    blocked.toLowerCase(),
    // The same commit tried again with --no-verify meets another hook: a second ALERT would say nothing new.
    COMMIT_HOOKS.has(site.hook) ? 'commit' : site.hook,
    bypass === null ? 'refused' : 'bypassed',
    ...[...new Set(pairs)].sort(),
  ].join('\n')
}

function describeConflict({ blocked, conflicts, site, bypass, now }: AlertRequest): Payload {
  const byPath = groupByPath(conflicts)
  const paths = [...byPath.values()].slice(0, MAX_PATHS).map((found) => ({
    path: found[0]?.change.path ?? '',
    locks: found.map(({ lock }) => describeLock(lock)),
  }))
  const happened = bypass === null ? 'was stopped' : 'went past the guard'
  return {
    kind: 'conflict',
    text: `${blocked} ${happened} at ${site.hook}: ${byPath.size} ${byPath.size === 1 ? 'path is' : 'paths are'} locked by others.`,
    agent: blocked,
    hook: site.hook,
    branch: site.branch,
    commit: site.commit,
    tree: site.tree,
    bypass,
    time: toUtcSeconds(now),
    pathCount: byPath.size,
    paths,
  }
}

function groupByPath(conflicts: readonly Conflict[]): ReadonlyMap<string, readonly Conflict[]> {
  const byPath = new Map<string, Conflict[]>()
  for (const conflict of conflicts) {
    const key = conflict.change.bytes ?? conflict.change.path
    const found = byPath.get(key)
    if (found === undefined) byPath.set(key, [conflict])
    else found.push(conflict)
  }
  return byPath
}

function describeLock(lock: Lock): Payload {
  const { id, owner, resource, intent, expiresAt } = lock
  const { action, description } = intent
  return { id, agent: owner.agent, resource, action, description, expiresAt: toUtcSeconds(expiresAt) }
}
