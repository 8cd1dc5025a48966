import { join } from 'node:path'
import { openFileReceipts } from '../../store/file/mail/file-receipts.js'
import type { Receipts } from '../../store/receipts.js'
import type { StoreSite } from './workspace.js'

/** Opens the receipts, which note the messages that agents have seen. */
export function receiptsOf({ folders, now }: StoreSite): Receipts {
  return openFileReceipts({ folder: join(folders.comm, '.holdfast', 'receipts'), now })
}
