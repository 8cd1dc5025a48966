import { createHash } from 'node:crypto'
import { SECOND_MS } from '../../core/time.js'
import { hookEnvironment } from '../../git/environment.js'
import { fetchLocksRefs } from '../../git/remote/locks-ref.js'
import { remoteEnvironment } from '../../git/remote/quiet-environment.js'
import { readFetchUrl, withoutCredentials } from '../../git/remote/remote-url.js'
import { readStoreId } from '../../store/file/store-id.js'
import type { Workspace } from '../workspace/workspace.js'
import { readPublishedLocks, type PublishedLocksRead } from './read-published-locks.js'

const FETCHED = 'refs/holdfast/fetched/'
const TIMEOUT_MS = 60 * SECOND_MS

/**
 * The locks that all stores have published on a remote, read with one fetch into a namespace of our own. Locks that
 * this repository's own store has published are left out: the store has their latest version.
 *
 * @param remote a name or URL
 * @param fetches false: read what the last fetch brought
 * @throws ProblemError `remote-missing`, `remote-unreachable`
 */
export async function fetchPublishedLocks(
  workspace: Workspace,
  remote: string,
  fetches: boolean,
): Promise<PublishedLocksRead> {
  const { place, environment, folders } = workspace
  const env = hookEnvironment(environment)
  const url = await readFetchUrl(place, env, remote)
  const namespace = `${FETCHED}${createHash('sha256').update(url).digest('hex').slice(0, 16)}/`
  if (fetches) {
    const call = { place, env: await remoteEnvironment(place, env), timeoutMs: TIMEOUT_MS }
    await fetchLocksRefs({ ...call, remote: { name: withoutCredentials(remote), url } }, namespace)
  }
  return readPublishedLocks(place, env, { namespace, exceptStore: readStoreId(folders.locks, false) })
}
