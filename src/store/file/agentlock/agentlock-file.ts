import { ProblemError } from '../../../core/problems/problem.js'
import { decodeAgentLock, type AgentLockRecord } from '../../../records/agentlock-record.js'
import { errnoOf } from '../../../disk/errno.js'
import { moveSettled } from '../../../disk/settle.js'
import { hasNoLinks } from '../generations/claim-slot.js'
import { agentLockPath, quietly, temporaryPath, type LockFolder } from '../lock-folder.js'

/** What a lock's `.agent_lock` name holds. */
export type Standing =
  | { readonly kind: 'gone' }
  | { readonly kind: 'unreadable'; readonly reason: string }
  | { readonly kind: 'record'; readonly record: AgentLockRecord }

export const MAX_AGENT_LOCK_BYTES = 1024 * 1024

/** @throws ProblemError `disk-refuses` */
export function inspect(lockFolder: LockFolder, name: string): Standing {
  return readRecord(lockFolder, agentLockPath(lockFolder, name), name)
}

function readRecord(lockFolder: LockFolder, path: string, name: string): Standing {
  let content: Uint8Array | null
  try {
    content = lockFolder.disk.read(path, MAX_AGENT_LOCK_BYTES)
  } catch (error) {
    return { kind: 'unreadable', reason: refusalOf(error) }
  }
  if (content === null) return { kind: 'gone' }
  const decoded = decodeAgentLock(content, name)
  return decoded.ok ? { kind: 'record', record: decoded.value } : { kind: 'unreadable', reason: decoded.reason }
}

/** @throws an error that is not about the file itself */
function refusalOf(error: unknown): string {
  if (!(error instanceof ProblemError) || error.problem.area !== 'store') throw error
  if (error.problem.code === 'path-planted') return 'it is a symbolic link'
  if (error.problem.code === 'state-unreadable') return error.problem.reason
  throw error
}

/**
 * Removes a file if its record is one that `mayTake` accepts. Between the look and the removal, another program may put
 * its own record there. So the file is first moved aside, looked at again, and put back if `mayTake` refuses it.
 *
 * @returns false if the name holds something else
 */
export function takeAway(lockFolder: LockFolder, name: string, mayTake: (record: AgentLockRecord) => boolean): boolean {
  const isMeant = (standing: Standing): boolean => standing.kind === 'record' && mayTake(standing.record)
  const path = agentLockPath(lockFolder, name)
  const standing = inspect(lockFolder, name)
  if (!isMeant(standing)) return standing.kind === 'gone'
  const aside = temporaryPath(lockFolder)
  if (!moveSettled(lockFolder.disk, path, aside)) return true
  let moved: Standing = { kind: 'gone' }
  let isTaken = false
  try {
    moved = readRecord(lockFolder, aside, name)
    isTaken = isMeant(moved)
  } finally {
    // Our own record is only a copy of what the table says. If its name is taken by now, the file there shows a later table.
    if (isTaken || placeNew(lockFolder, aside, path) || isOurs(moved)) quietly(() => lockFolder.disk.remove(aside))
  }
  return isTaken
}

function isOurs(standing: Standing): boolean {
  return standing.kind === 'record' && standing.record.ownRevision !== null
}

/**
 * Gives a finished file a further name unless that name is taken. Without hard links, it first takes the name and then
 * fills the file, as other programs do.
 */
export function placeNew(lockFolder: LockFolder, finished: string, path: string): boolean {
  if (!hasNoLinks(lockFolder)) return lockFolder.disk.linkNew(finished, path)
  const content = lockFolder.disk.read(finished, MAX_AGENT_LOCK_BYTES)
  if (content === null) return false
  try {
    lockFolder.disk.writeNew(path, content)
    return true
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false
    throw error
  }
}
