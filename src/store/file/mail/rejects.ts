import { join } from 'node:path'
import { ProblemError } from '../../../core/problems/problem.js'
import { quote } from '../../../core/quote.js'
import type { RejectedFile } from '../../mailbox.js'
import { ensureFolder, publish, REJECTED, type MailFile, type MailRoom } from './mail-folders.js'
import { MESSAGE_SUFFIX, shortened } from './file-names.js'
import { moveSettled, removeQuietly } from '../../../disk/settle.js'

const REASON_SUFFIX = '.reason.txt'

/**
 * Moves a file that is no message to `REJECTED/`, a link as a link, with a text beside it that gives the reason. If
 * that fails, the file stays, and the result says so: one bad file must not hold up the others.
 *
 * @returns null if another process was faster
 */
export function reject(room: MailRoom, file: MailFile, reason: string): RejectedFile | null {
  try {
    return moveAside(room, file, reason)
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return { path: file.path, reason: `${reason}; it stays, because it cannot be moved: ${error.message}` }
  }
}

/** The reason is written first and reserves the name: two movers never have the same target. */
function moveAside(room: MailRoom, file: MailFile, reason: string): RejectedFile | null {
  const folder = ensureFolder(room, [REJECTED])
  const text = `${quote(file.path)} is no message: ${reason}\n`
  const name = [rejectedName(file.name, ''), rejectedName(file.name, `_${room.randomId()}`)].find((each) =>
    reserve(room, join(folder, each), text),
  )
  if (name === undefined) throw new ProblemError({ area: 'store', code: 'contended', attempts: 2 })
  const path = join(folder, name)
  if (isMoved(room, file.path, path)) return { path, reason }
  removeQuietly(room.disk, `${path}${REASON_SUFFIX}`)
  return null
}

function rejectedName(name: string, unique: string): string {
  return `${shortened(name.slice(0, -MESSAGE_SUFFIX.length))}${unique}${MESSAGE_SUFFIX}`
}

function reserve(room: MailRoom, path: string, text: string): boolean {
  return !room.disk.exists(path) && publish(room, `${path}${REASON_SUFFIX}`, text)
}

function isMoved(room: MailRoom, source: string, target: string): boolean {
  try {
    return moveSettled(room.disk, source, target)
  } catch (error) {
    removeQuietly(room.disk, `${target}${REASON_SUFFIX}`)
    throw error
  }
}
