import type { Disk } from './disk.js'

/**
 * Moves a file to a name that nobody else moves to. A disk may report a failure and have moved the file all the same: a
 * look at both names tells.
 *
 * @returns false if another process was faster
 */
export function moveSettled(disk: Disk, source: string, target: string): boolean {
  try {
    return disk.move(source, target)
  } catch (error) {
    if (!disk.exists(source) && disk.exists(target)) return true
    throw error
  }
}

/** Removes a file if it can: a cleanup by age removes it otherwise. */
export function removeQuietly(disk: Disk, path: string): void {
  try {
    disk.remove(path)
  } catch {
    // The file stays until the next cleanup. What has succeeded must not become a failure for it.
  }
}
