import { join } from 'node:path'
import { ProblemError } from '../../../core/problems/problem.js'
import { quote } from '../../../core/quote.js'
import type { RejectedFile } from '../../mailbox.js'
import { ensureFolder, publish, REJECTED, type MailFile, type MailFolders } from './mail-folders.js'
import { MESSAGE_SUFFIX, shortened } from './file-names.js'
import { moveSettled, removeQuietly } from '../../../disk/settle.js'

const REASON_SUFFIX = '.reason.txt'

/**
 * Moves a file that is no message to `REJECTED/`, a link as a link, with a text beside it that gives the reason. If
 * that fails, the file stays, and the result says so: one bad file must not hold up the others.
 *
 * @returns null if another process was faster
 */
export function reject(folders: MailFolders, file: MailFile, reason: string): RejectedFile | null {
  try {
    return moveAside(folders, file, reason)
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return { path: file.path, reason: `${reason}; it stays, because it cannot be moved: ${error.message}` }
  }
}

/** The reason is written first and reserves the name: two movers never have the same target. */
function moveAside(folders: MailFolders, file: MailFile, reason: string): RejectedFile | null {
  const folder = ensureFolder(folders, [REJECTED])
  const text = `${quote(file.path)} is no message: ${reason}\n`
  const name = [rejectedName(file.name, ''), rejectedName(file.name, `_${folders.randomId()}`)].find((each) =>
    reserve(folders, join(folder, each), text),
  )
  if (name === undefined) throw new ProblemError({ area: 'store', code: 'contended', attempts: 2 })
  const path = join(folder, name)
  if (isMoved(folders, file.path, path)) return { path, reason }
  removeQuietly(folders.disk, `${path}${REASON_SUFFIX}`)
  return null
}

function rejectedName(name: string, unique: string): string {
  return `${shortened(name.slice(0, -MESSAGE_SUFFIX.length))}${unique}${MESSAGE_SUFFIX}`
}

function reserve(folders: MailFolders, path: string, text: string): boolean {
  return !folders.disk.exists(path) && publish(folders, `${path}${REASON_SUFFIX}`, text)
}

function isMoved(folders: MailFolders, source: string, target: string): boolean {
  try {
    return moveSettled(folders.disk, source, target)
  } catch (error) {
    removeQuietly(folders.disk, `${target}${REASON_SUFFIX}`)
    throw error
  }
}
