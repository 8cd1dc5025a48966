import type { Disk } from './disk.js'

/**
 * Moves a file to a name that nobody else moves to. A disk may fail and have moved it all the same: looking settles it.
 *
 * @returns false where someone else was faster
 */
export function moveSettled(disk: Disk, source: string, target: string): boolean {
  try {
    return disk.move(source, target)
  } catch (error) {
    if (!disk.exists(source) && disk.exists(target)) return true
    throw error
  }
}

/** For what is swept by age where it cannot be removed now. */
export function removeQuietly(disk: Disk, path: string): void {
  try {
    disk.remove(path)
  } catch {
    // It costs a file until the next cleanup, and must not turn what has succeeded into a failure.
  }
}
