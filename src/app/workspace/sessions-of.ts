import { join } from 'node:path'
import type { EpochMs } from '../../core/time.js'
import { openFileSessionBook } from '../../store/file/file-session-book.js'
import type { SessionBook } from '../../store/session-book.js'

interface SessionSite {
  readonly folders: { readonly home: string }
  readonly now: () => EpochMs
}

/** Opens the sessions of agent programs, which their hooks note. */
export function sessionsOf({ folders, now }: SessionSite): SessionBook {
  return openFileSessionBook({ folder: join(folders.home, 'sessions'), now })
}
