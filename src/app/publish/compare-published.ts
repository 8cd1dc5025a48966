import type { EpochMs } from '../../core/time.js'
import { hookEnvironment } from '../../git/environment.js'
import { listRemotes, readPushUrls } from '../../git/remote/remote-url.js'
import { openRemoteMemory } from '../../store/file/remote-memory.js'
import { locksOf } from '../workspace/locks-of.js'
import type { Workspace } from '../workspace/workspace.js'
import { readActiveLocks } from './active-locks.js'
import { sumOfLocks } from './publish-locks.js'

export interface PublishedState {
  readonly remote: string
  /** `other`: the remote shows other locks than are active now, or none. */
  readonly state: 'current' | 'other' | 'nothing'
  /** Why the remote refused the locks; null when it did not refuse. */
  readonly refusal: string | null
  /** From when on a push tries again; null: only `git holdfast publish` tries again. */
  readonly retryAt: EpochMs | null
}

/** Compares what each remote shows, as this clone remembers it, with the active locks. Uses no network. */
export async function comparePublished(workspace: Workspace): Promise<readonly PublishedState[]> {
  const { place, environment, folders } = workspace
  const env = hookEnvironment(environment)
  const { locks } = await readActiveLocks(locksOf(workspace), workspace.now)
  const book = openRemoteMemory(folders.locks)
  const states: PublishedState[] = []
  for (const remote of await listRemotes(place, env)) {
    const [url = ''] = await readPushUrls(place, env, remote)
    const publication = book.publication(url)
    const { refusal = null, retryAt = null } = book.note(url) ?? {}
    const isCurrent = publication !== null && publication.sum === sumOfLocks(locks)
    const state = isCurrent ? 'current' : publication === null && locks.length === 0 ? 'nothing' : 'other'
    states.push({ remote, state, refusal, retryAt })
  }
  return states
}
