import { openFileEventLog } from '../../store/file/log/file-event-log.js'
import type { EventLog } from '../../store/event-log.js'
import type { StoreSite } from './workspace.js'

/** Opens the event log. */
export function logOf({ folders, now }: StoreSite): EventLog {
  return openFileEventLog({ path: folders.log, now })
}
