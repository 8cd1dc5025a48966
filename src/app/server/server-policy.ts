import { parseAgentName, type AgentName } from '../../core/agent-name.js'
import { valueOf } from '../../core/problems/problem.js'
import type { Pusher } from '../../core/locks/pusher.js'
import { switchOf, type Layer } from '../workspace/load-policy.js'
import type { Environment } from '../../core/settings/environment.js'

/** The decisions that only the configuration of the server can make. */
export interface ServerPolicy {
  /** True when `git push -o holdfast.bypass=why` lets a push through. */
  readonly allowsBypass: boolean
  /** True when the server ignores trailers, addresses and published locks from accounts that are not configured. */
  readonly requiresPusher: boolean
  readonly pusher: Pusher
}

/** The account's variable in the CGI of HTTP servers; gitolite, GitLab, Gitea and sshd have variables of their own. */
const DEFAULT_VARIABLE = 'REMOTE_USER'

/** @throws ProblemError of area `config` or `agent` */
export function loadServerPolicy(gitConfig: ReadonlyMap<string, string>, environment: Environment): ServerPolicy {
  const layer: Layer = {
    from: (key) => `git config holdfast.${key}`,
    text: (key) => gitConfig.get(key.toLowerCase()),
  }
  const requiresPusher = switchOf(layer, 'requirePusher') ?? false
  const [first, ...rest] = agentsOf(gitConfig, environment)
  const unknown: Pusher = { kind: requiresPusher ? 'stranger' : 'trusted' }
  return {
    allowsBypass: switchOf(layer, 'allowBypass') ?? false,
    requiresPusher,
    pusher: first === undefined ? unknown : { kind: 'known', agents: [first, ...rest] },
  }
}

/** The agents of `holdfast.pusher.<account>.agent`; git keeps the case of the account. */
function agentsOf(gitConfig: ReadonlyMap<string, string>, environment: Environment): readonly AgentName[] {
  const account = environment[gitConfig.get('pusherfrom') ?? DEFAULT_VARIABLE] ?? ''
  if (account === '') return []
  const key = `pusher.${account}.agent`
  const names = (gitConfig.get(key) ?? '').split(/[\s,]+/).filter((name) => name !== '')
  return names.map((name) => valueOf(parseAgentName(name, `git config holdfast.${key}`)))
}
