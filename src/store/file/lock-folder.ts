import { join } from 'node:path'
import type { IsGone } from '../../core/locks/lock.js'
import { ProblemError } from '../../core/problems/problem.js'
import type { EpochMs } from '../../core/time.js'
import { AGENT_LOCK_SUFFIX } from '../../records/agentlock-record.js'
import type { Disk } from '../../disk/disk.js'
import { refuseLinks } from '../../disk/refuse-links.js'

/**
 * The folder of the locks, and what is needed to work in it:
 *
 *   <root>/<name>.agent_lock            one lock, for other programs to read
 *   <root>/.holdfast/gen/000000000123   the whole table, one file a revision: only this decides
 *   <root>/.holdfast/done/              which blocks of revisions are used up
 *   <root>/.holdfast/tmp/               files that do not have their name yet
 *   <root>/.holdfast/broken/            files that a repair has moved aside
 */
export interface LockFolder {
  readonly root: string
  readonly disk: Disk
  readonly now: () => EpochMs
  readonly randomId: () => string
  readonly isGone: IsGone
}

const OWN = '.holdfast'
const FOLDERS = ['gen', 'done', 'tmp'] as const
const BROKEN = 'broken' as const
type OwnFolder = (typeof FOLDERS)[number] | typeof BROKEN

/** A path in the store's own folder. */
export function ownPath(
  lockFolder: LockFolder,
  ...names: readonly [OwnFolder, ...string[]] | readonly ['no-hard-links']
): string {
  return join(lockFolder.root, OWN, ...names)
}

/** @param name of an agent lock, without the suffix */
export function agentLockPath(lockFolder: LockFolder, name: string): string {
  return join(lockFolder.root, `${name}${AGENT_LOCK_SUFFIX}`)
}

/** @throws ProblemError if a folder of the store is a link: the root may be a link, to share it, but nothing in it */
export function refusePlanted(lockFolder: LockFolder): void {
  refuseLinks(lockFolder.disk, [
    join(lockFolder.root, OWN),
    ...[...FOLDERS, BROKEN].map((name) => ownPath(lockFolder, name)),
  ])
}

export function makeFolders(lockFolder: LockFolder): void {
  for (const name of FOLDERS) lockFolder.disk.makeFolder(ownPath(lockFolder, name))
}

/** A path that nobody else uses. */
export function temporaryPath(lockFolder: LockFolder): string {
  return ownPath(lockFolder, 'tmp', lockFolder.randomId())
}

/** Writes a file that is to be linked or moved to its name. */
export function writeTemporary(lockFolder: LockFolder, content: Uint8Array): string {
  const path = temporaryPath(lockFolder)
  lockFolder.disk.writeNew(path, content)
  return path
}

/** Runs an operation whose failure does no harm: a file that stays behind is removed by its age. */
export function quietly(operation: () => void): void {
  try {
    operation()
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
  }
}
