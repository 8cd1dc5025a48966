import type { OnError } from '../core/policy.js'
import { findPlace } from '../git/place.js'
import { readSettings } from '../git/settings.js'
import { loadPolicy } from './load-policy.js'
import type { Environment } from './workspace.js'

/** The policy `onError` as far as it can still be read, when something else could not. */
export async function readOnError(cwd: string, environment: Environment): Promise<OnError> {
  const fromEnvironment = environment['HOLDFAST_ON_ERROR']
  if (fromEnvironment !== undefined && fromEnvironment !== '') return fromEnvironment === 'warn' ? 'warn' : 'block'
  try {
    const settings = await readSettings({ cwd }, environment)
    const fromGit = settings.holdfast.get('onerror')
    if (fromGit !== undefined) return fromGit === 'warn' ? 'warn' : 'block'
    const { top } = await findPlace(cwd, environment)
    return loadPolicy(top, new Map(), {}).onError
  } catch {
    return 'block'
  }
}
