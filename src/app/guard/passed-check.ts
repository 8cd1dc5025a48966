import { basename, dirname, join, resolve } from 'node:path'
import type { Workspace } from '../workspace/workspace.js'
import { isReachable } from '../../disk/look.js'
import { nodeDisk } from '../../disk/node-disk.js'
import { overwriteFile } from '../../disk/node-file.js'
import { removeQuietly } from '../../disk/settle.js'

/**
 * Notes that a check which hooks/passed-check.sh has begun was passed: the next hook of the same commit reads the note
 * and starts no Node. `holdfast/checked/` contains `<n>`, a text that says what is checked; `<n>.index`, a link to the
 * checked index; and `at-<worktree>`, which names the last check that was passed in the worktree.
 *
 * @param parents the parents of a merge whose MERGE_HEAD does not exist yet
 */
export function passCheck(workspace: Workspace, parents: readonly string[]): void {
  const begun = findBegun(workspace)
  // Only the shell knows the order of several parents, so such a check cannot be noted here.
  if (begun === null || parents.length > 1 || !isReachable(`${begun}.index`)) {
    dropCheck(workspace)
    return
  }
  const passed = join(dirname(begun), `at-${basename(workspace.environment['GIT_DIR'] ?? '.git')}`)
  const lines = [basename(begun), ...parents.map((id) => `merge ${id}`)]
  try {
    overwriteFile(passed, Buffer.from(lines.map((line) => `${line}\n`).join('')))
  } catch {
    // Without the note, the next hook checks for itself.
    dropCheck(workspace)
  }
}

/** Removes a check that has begun, because it was not passed or cannot be recognized by the next hook. */
export function dropCheck(workspace: Workspace): void {
  const begun = findBegun(workspace)
  if (begun === null) return
  for (const path of [begun, `${begun}.index`]) removeQuietly(nodeDisk, path)
}

function findBegun({ environment, place }: Workspace): string | null {
  const begun = environment['HOLDFAST_CHECK'] ?? ''
  return /(?:^|[/\\])checked[/\\]\d+$/.test(begun) ? resolve(place.cwd, begun) : null
}
