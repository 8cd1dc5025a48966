import { isSameAgent, type AgentName } from '../agent-name.js'
import type { CommitAuthorship } from '../change.js'
import type { Conflict } from './conflict.js'

/**
 * The pusher as the server knows it. This decides whether the server believes what a commit says of its author:
 *
 * - `known`: the server's configuration gives the pusher's account to these agents. They made every pushed commit,
 *   whatever trailers and addresses claim.
 * - `trusted`: the configuration does not know the account. Trailers and addresses count, as in a clone.
 * - `stranger`: the configuration does not know the account, and demands one that it knows. No claim counts.
 */
export type Pusher =
  | { readonly kind: 'known'; readonly agents: readonly [AgentName, ...AgentName[]] }
  | { readonly kind: 'trusted' }
  | { readonly kind: 'stranger' }

/** No agent has an empty name, so this one holds no lock. */
const NO_AGENT = '' as AgentName
/** The sender of an ALERT about a pusher that cannot be named. */
const UNKNOWN_PUSHER = 'unknown-pusher' as AgentName

/**
 * The authorship that the server believes. Where an account has several agents, the commit belongs to those of them
 * that its trailers name, or else to the first.
 */
export function believeAuthorship(commit: CommitAuthorship, pusher: Pusher): CommitAuthorship {
  switch (pusher.kind) {
    case 'trusted':
      return commit
    case 'stranger':
      return { ...commit, agents: [NO_AGENT] }
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

/** Names the agent whose push is refused. It is never a holder: an ALERT goes to every agent but its sender. */
export function nameBlocked(pusher: Pusher, conflicts: readonly Conflict[]): AgentName {
  const claimed =
    pusher.kind === 'trusted'
      ? conflicts.flatMap(({ change }) => change.commit?.agents ?? [])
      : pusher.kind === 'known'
        ? pusher.agents
        : []
  const isHolder = (agent: AgentName): boolean => conflicts.some(({ lock }) => isSameAgent(lock.owner.agent, agent))
  return claimed.find((agent) => !isHolder(agent)) ?? UNKNOWN_PUSHER
}
