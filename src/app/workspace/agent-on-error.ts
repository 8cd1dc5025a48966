import { join } from 'node:path'
import type { AgentHookOnError } from '../../core/settings/policy.js'
import { foreignEnvironment } from '../../git/environment.js'
import { findWorkTree } from '../../git/place-by-files.js'
import { realPathOf } from '../../disk/real-path.js'
import { readSettings } from '../../git/git-settings.js'
import { loadPolicy } from './load-policy.js'
import type { Environment } from './workspace.js'

/** The policy `agentHook.onError` of a folder as far as it can still be read, when something else could not. */
export async function readAgentHookOnError(cwd: string, environment: Environment): Promise<AgentHookOnError> {
  const said = environment['HOLDFAST_AGENT_HOOK_ON_ERROR'] ?? ''
  if (said !== '') return toOnError(said)
  try {
    const place = findWorkTree(join(realPathOf(cwd), 'x'))
    if (place === null) return 'allow'
    const settings = await readSettings(place, foreignEnvironment(environment))
    const fromGit = settings.holdfast.get('agenthookonerror') ?? ''
    return fromGit === '' ? loadPolicy(place.top, new Map(), {}).agentHookOnError : toOnError(fromGit)
  } catch {
    return 'allow'
  }
}

function toOnError(text: string): AgentHookOnError {
  return text.toLowerCase() === 'block' ? 'block' : 'allow'
}
