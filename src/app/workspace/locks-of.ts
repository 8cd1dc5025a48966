import { openFileLockStore } from '../../store/file/locks/file-lock-store.js'
import type { LockStore } from '../../store/lock-store.js'
import type { StoreSite } from './workspace.js'

/** The lock table. It remembers what it has read: a request opens it once, and hands it on. */
export function locksOf({ folders, now }: StoreSite): LockStore {
  return openFileLockStore({ folder: folders.locks, now })
}
