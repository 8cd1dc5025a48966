import { basename, dirname, join, resolve } from 'node:path'
import type { Workspace } from '../workspace/workspace.js'
import { isReachable } from '../../disk/look.js'
import { nodeDisk } from '../../disk/node-disk.js'
import { overwriteFile } from '../../disk/node-file.js'
import { removeQuietly } from '../../disk/settle.js'

/**
 * What hooks/passed-check.sh has begun becomes a check that was passed: the next hook of the same commit reads it,
 * and starts no Node. In `holdfast/checked/` lie `<n>`, in words what is checked; `<n>.index`, a link to the index that
 * it is about; and `at-<worktree>`, which names the check that was passed there last.
 *
 * @param parents of a merge whose MERGE_HEAD is not there yet
 */
export function passCheck(workspace: Workspace, parents: readonly string[]): void {
  const begun = findBegun(workspace)
  // The shell knows the order of several parents, and we only their names.
  if (begun === null || parents.length > 1 || !isReachable(`${begun}.index`)) {
    dropCheck(workspace)
    return
  }
  const passed = join(dirname(begun), `at-${basename(workspace.environment['GIT_DIR'] ?? '.git')}`)
  const lines = [basename(begun), ...parents.map((id) => `merge ${id}`)]
  try {
    overwriteFile(passed, Buffer.from(lines.map((line) => `${line}\n`).join('')))
  } catch {
    // The next hook checks for itself.
    dropCheck(workspace)
  }
}

/** Nothing was passed, or not by what can be told to be the same. */
export function dropCheck(workspace: Workspace): void {
  const begun = findBegun(workspace)
  if (begun === null) return
  for (const path of [begun, `${begun}.index`]) removeQuietly(nodeDisk, path)
}

function findBegun({ environment, place }: Workspace): string | null {
  const begun = environment['HOLDFAST_CHECK'] ?? ''
  return /(?:^|[/\\])checked[/\\]\d+$/.test(begun) ? resolve(place.cwd, begun) : null
}
