import type { Environment } from '../../core/settings/environment.js'
import type { LockReader } from '../../store/lock-store.js'
import { readStoreId } from '../../store/file/store-id.js'
import { readPublishedLocks } from '../publish/read-published-locks.js'
import type { Workspace } from '../workspace/workspace.js'

/** The server's own store, whose reads also return the locks that clones have published here. */
export function joinPublishedLocks(
  locks: LockReader,
  { place, folders }: Pick<Workspace, 'place' | 'folders'>,
  env: Environment,
): LockReader {
  return {
    async read() {
      const exceptStore = readStoreId(folders.locks, false)
      const [own, published] = await Promise.all([locks.read(), readPublishedLocks(place, env, { exceptStore })])
      return {
        ...own,
        locks: [...own.locks, ...published.locks],
        unreadable: [...own.unreadable, ...published.unreadable],
      }
    },
  }
}
