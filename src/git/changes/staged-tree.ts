import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { runGit } from '../run-git.js'
import type { Environment } from '../environment.js'
import type { Place } from '../place.js'

/**
 * The id of the tree that a commit of the index would have; null where there is none: unmerged paths, no
 * index, no room for a copy. Works on a copy of the index, and keeps the new tree objects out of the repository.
 */
export async function readStagedTree(place: Place, env: Environment): Promise<string | null> {
  if (place.isBare) return null
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-index-')).catch(() => null)
  if (folder === null) return null
  try {
    return await writeTreeAside(place, env, folder)
  } catch {
    // The id only decorates an alert: no fault here is worth a word in its place.
    return null
  } finally {
    await rm(folder, { recursive: true, force: true }).catch(() => undefined)
  }
}

async function writeTreeAside(place: Place, env: Environment, folder: string): Promise<string> {
  const index = join(folder, 'index')
  const objects = join(folder, 'objects')
  await copyFile(indexPath(place, env), index)
  await mkdir(objects)
  const aside = {
    ...env,
    GIT_INDEX_FILE: index,
    GIT_OBJECT_DIRECTORY: objects,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: readableObjects(place, env),
  }
  const { stdout } = await runGit(['write-tree'], { cwd: place.cwd, env: aside })
  return stdout.toString('latin1').trim()
}

/** git counts a relative GIT_INDEX_FILE from the top of the work tree. */
function indexPath(place: Place, env: Environment): string {
  const named = env['GIT_INDEX_FILE']
  return named === undefined ? join(place.gitDir, 'index') : resolve(place.top ?? place.cwd, named)
}

function readableObjects(place: Place, env: Environment): string {
  const own = resolve(place.cwd, env['GIT_OBJECT_DIRECTORY'] ?? join(place.commonDir, 'objects'))
  const further = env['GIT_ALTERNATE_OBJECT_DIRECTORIES']
  const quoted = `"${own.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
  return further === undefined ? quoted : `${quoted}${delimiter}${further}`
}
