import { isSameAgent, type AgentName } from '../agent-name.js'
import type { CommitAuthorship } from '../change.js'
import type { Conflict } from './conflict.js'

/**
 * Who pushes, as far as the server knows, and so whose word counts for who made a commit:
 *
 * - `known`: the transport named an account that the server's configuration gives to these agents. They made what is
 *   pushed, whatever trailers and addresses claim.
 * - `trusted`: the configuration does not know the account. Trailers and addresses count, as in a clone.
 * - `stranger`: the same, where the configuration demands a known one. Nothing that is claimed counts.
 */
export type Pusher =
  | { readonly kind: 'known'; readonly agents: readonly [AgentName, ...AgentName[]] }
  | { readonly kind: 'trusted' }
  | { readonly kind: 'stranger' }

/** Holds no lock: no name is empty. */
const NOBODY = '' as AgentName
/** Who an ALERT is from where nobody can be named. */
const SOMEBODY = 'unknown-pusher' as AgentName

/**
 * A commit as its pusher may present it. Of several agents of one account its trailers choose; without one that is
 * theirs the first made it.
 */
export function believeAuthorship(commit: CommitAuthorship, pusher: Pusher): CommitAuthorship {
  switch (pusher.kind) {
    case 'trusted':
      return commit
    case 'stranger':
      return { ...commit, agents: [NOBODY] }
    case 'known': {
      const own = commit.agents.filter((agent) => speaksFor(pusher, agent))
      return { ...commit, agents: own.length > 0 ? own : [pusher.agents[0]] }
    }
  }
}

export function speaksFor(pusher: Pusher, agent: AgentName): boolean {
  if (pusher.kind !== 'known') return pusher.kind === 'trusted'
  return pusher.agents.some((own) => isSameAgent(own, agent))
}

/** Never one of the holders: an ALERT goes to everybody but its sender. */
export function nameBlocked(pusher: Pusher, conflicts: readonly Conflict[]): AgentName {
  const claimed =
    pusher.kind === 'trusted'
      ? conflicts.flatMap(({ change }) => change.commit?.agents ?? [])
      : pusher.kind === 'known'
        ? pusher.agents
        : []
  const isHolder = (agent: AgentName): boolean => conflicts.some(({ lock }) => isSameAgent(lock.owner.agent, agent))
  return claimed.find((agent) => !isHolder(agent)) ?? SOMEBODY
}
