import { ProblemError } from '../core/problems/problem.js'
import type { Disk } from './disk.js'

/**
 * For folders of a store that others may write in: what is made in a link lands wherever it leads.
 *
 * @throws ProblemError `path-planted` for the first that is a link
 */
export function refuseLinks(disk: Pick<Disk, 'look'>, folders: readonly string[]): void {
  for (const path of folders) {
    if (disk.look(path)?.kind === 'link') throw new ProblemError({ area: 'store', code: 'path-planted', path })
  }
}
