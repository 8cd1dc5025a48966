import { openFileLockStore } from '../../store/file/locks/file-lock-store.js'
import type { LockStore } from '../../store/lock-store.js'
import type { StoreSite } from './workspace.js'

/** Opens the lock table. The table remembers what it has read, so a request opens it once and passes it on. */
export function locksOf({ folders, now }: StoreSite): LockStore {
  return openFileLockStore({ folder: folders.locks, now })
}
