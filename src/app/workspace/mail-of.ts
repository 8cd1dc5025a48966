import { openFileMailbox } from '../../store/file/mail/file-mailbox.js'
import type { Mailbox } from '../../store/mailbox.js'
import type { StoreSite } from './workspace.js'

/** Opens the mailboxes. They number messages of one millisecond, so a request opens them once and passes them on. */
export function mailOf({ folders, now }: StoreSite): Mailbox {
  return openFileMailbox({ folder: folders.comm, now })
}
