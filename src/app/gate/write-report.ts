import { dirname, join, relative, resolve, sep } from 'node:path'
import { ProblemError } from '../../core/problems/problem.js'
import type { Workspace } from '../workspace/workspace.js'
import { isLink } from '../../disk/look.js'
import { writeWhole } from '../../disk/write-whole.js'

/**
 * Writes a report whole, in place of whatever has its name. A branch that is checked may bring symbolic links of that
 * name, or for a folder above it: none is followed out of where the path says that it is.
 *
 * @param path as typed, from the current folder
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

/** Outside of the work tree the path is the user's alone. */
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
