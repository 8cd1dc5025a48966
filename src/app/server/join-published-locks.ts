import type { Environment } from '../../core/settings/environment.js'
import type { LockStore } from '../../store/lock-store.js'
import { readStoreId } from '../../store/file/store-id.js'
import { readPublishedLocks } from '../publish/read-published-locks.js'
import type { Workspace } from '../workspace/workspace.js'

/** The server's own store, whose reads also give what clones have published here. */
export function joinPublishedLocks({ locks, place, folders }: Workspace, env: Environment): LockStore {
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
    commit: (base, change) => locks.commit(base, change),
    repair: () => locks.repair(),
    waitForChange: (since, timeoutMs, signal) => locks.waitForChange(since, timeoutMs, signal),
  }
}
