import { join } from 'node:path'
import { openFileSessionBook } from '../../store/file/file-session-book.js'
import type { SessionBook } from '../../store/session-book.js'
import type { StoreSite } from './workspace.js'

/** The sessions of agent programs that hooks have told of. */
export function sessionsOf({ folders, now }: StoreSite): SessionBook {
  return openFileSessionBook({ folder: join(folders.home, 'sessions'), now })
}
