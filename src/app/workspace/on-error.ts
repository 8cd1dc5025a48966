import { join } from 'node:path'
import type { OnError, AgentHookOnError } from '../../core/settings/policy.js'
import { hookEnvironment, foreignEnvironment } from '../../git/environment.js'
import { findPlace } from '../../git/place.js'
import { readSettings } from '../../git/git-settings.js'
import { loadPolicy } from './load-policy.js'
import type { Environment } from '../../core/settings/environment.js'
import { findWorkTree } from '../../git/place-by-files.js'
import { realPathOf } from '../../disk/real-path.js'

/** The policy `onError`, read as far as possible after another problem. */
export async function readOnError(cwd: string, environment: Environment): Promise<OnError> {
  const fromEnvironment = environment['HOLDFAST_ON_ERROR']
  if (fromEnvironment !== undefined && fromEnvironment !== '') return toOnError(fromEnvironment)
  try {
    const env = hookEnvironment(environment)
    const settings = await readSettings({ cwd }, env)
    const fromGit = settings.holdfast.get('onerror')
    if (fromGit !== undefined && fromGit !== '') return toOnError(fromGit)
    const { top } = await findPlace(cwd, env)
    return loadPolicy(top, new Map(), {}).onError
  } catch {
    return 'block'
  }
}

/** The policy itself refuses other words; here they count as `block`. */
function toOnError(text: string): OnError {
  return text.toLowerCase() === 'warn' ? 'warn' : 'block'
}

/** The policy `agentHook.onError` of a folder, read as far as possible after another problem. */
export async function readAgentHookOnError(cwd: string, environment: Environment): Promise<AgentHookOnError> {
  const said = environment['HOLDFAST_AGENT_HOOK_ON_ERROR'] ?? ''
  if (said !== '') return toAgentHookOnError(said)
  try {
    const place = findWorkTree(join(realPathOf(cwd), 'x'))
    if (place === null) return 'allow'
    const settings = await readSettings(place, foreignEnvironment(environment))
    const fromGit = settings.holdfast.get('agenthookonerror') ?? ''
    return fromGit === '' ? loadPolicy(place.top, new Map(), {}).agentHookOnError : toAgentHookOnError(fromGit)
  } catch {
    return 'allow'
  }
}

function toAgentHookOnError(text: string): AgentHookOnError {
  return text.toLowerCase() === 'block' ? 'block' : 'allow'
}
