import { openFileMailbox } from '../../store/file/mail/file-mailbox.js'
import type { Mailbox } from '../../store/mailbox.js'
import type { StoreSite } from './workspace.js'

/** The mailboxes. They number what one sends within a millisecond: a request opens them once, and hands them on. */
export function mailOf({ folders, now }: StoreSite): Mailbox {
  return openFileMailbox({ folder: folders.comm, now })
}
