import type { OnError } from '../../core/settings/policy.js'
import { hookEnvironment } from '../../git/environment.js'
import { findPlace } from '../../git/place.js'
import { readSettings } from '../../git/git-settings.js'
import { loadPolicy } from './load-policy.js'
import type { Environment } from './workspace.js'

/** The policy `onError` as far as it can still be read, when something else could not. */
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

/** As in the policy itself, whose other words are refused. */
function toOnError(text: string): OnError {
  return text.toLowerCase() === 'warn' ? 'warn' : 'block'
}
