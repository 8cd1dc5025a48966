import { dirname, join, relative, resolve, sep } from 'node:path'
import { ProblemError } from '../../core/problems/problem.js'
import type { Workspace } from '../workspace/workspace.js'
import { isLink } from '../../disk/look.js'
import { writeWhole } from '../../disk/write-whole.js'

/**
 * Writes a report whole, and replaces a file of its name. The checked branch may contain symbolic links with the name
 * of the report or of a folder above it: no link is followed, so the report lands where its path says.
 *
 * @param path as typed, relative to the current folder
 * @throws ProblemError `report-not-written`
 */
export function writeReport({ place }: Workspace, path: string, text: string): void {
  const target = resolve(place.cwd, path)
  try {
    refusePlanted(place.top ?? place.cwd, target)
    writeWhole({ path: target, replaces: true }, Buffer.from(`${text}\n`))
  } catch (error) {
    if (error instanceof ProblemError) throw error
    throw notWritten(path, error instanceof Error ? error.message : String(error))
  }
}

/** Checks only folders in the worktree: a branch cannot change the folders outside it. */
function refusePlanted(top: string, target: string): void {
  const inside = relative(top, dirname(target))
  if (inside === '..' || inside.startsWith(`..${sep}`) || resolve(inside) === inside) return
  let folder = top
  for (const name of inside.split(sep).filter(Boolean)) {
    folder = join(folder, name)
    if (isLink(folder)) throw notWritten(target, `${folder} is a symbolic link`)
  }
}

function notWritten(path: string, reason: string): ProblemError {
  return new ProblemError({ area: 'usage', code: 'report-not-written', path, reason })
}
