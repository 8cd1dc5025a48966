import type { AgentName } from '../../core/agent-name.js'
import { ProblemError } from '../../core/problems/problem.js'
import type { LockReader } from '../../store/lock-store.js'
import type { Mailbox } from '../../store/mailbox.js'
import { locksOf } from '../workspace/locks-of.js'
import { sessionsOf } from '../workspace/sessions-of.js'
import type { Workspace } from '../workspace/workspace.js'
import { knownAgents } from './alert-conflict.js'

export interface KnownAgents {
  /** Each agent once, in the spelling of its locks, else of its session, the configuration, or its mailbox. */
  readonly names: readonly AgentName[]
  /** False: some locks could not be read, and an agent that has nothing but a lock may be missing. */
  readonly areLocksRead: boolean
}

/**
 * All agents that have a mailbox, a lock or a session, or are named in the configuration. Works also when locks cannot
 * be read, because an agent asks for help by mail.
 */
export async function findAgents(
  workspace: Workspace,
  mail: Pick<Mailbox, 'agents'>,
  locks: LockReader = locksOf(workspace),
): Promise<KnownAgents> {
  const [mailboxes, { holders, areLocksRead }] = await Promise.all([mail.agents(), readHolders(locks)])
  const active = sessionsOf(workspace)
    .list()
    .map((session) => session.agent)
  return { names: knownAgents([...holders, ...active, ...workspace.policy.agents, ...mailboxes], null), areLocksRead }
}

async function readHolders(
  store: LockReader,
): Promise<{ readonly holders: readonly AgentName[]; readonly areLocksRead: boolean }> {
  try {
    const { locks, unreadable } = await store.read()
    return { holders: locks.map((lock) => lock.owner.agent), areLocksRead: unreadable.length === 0 }
  } catch (error) {
    if (error instanceof ProblemError && error.problem.area === 'store') return { holders: [], areLocksRead: false }
    throw error
  }
}
