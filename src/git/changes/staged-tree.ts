import { delimiter, join, resolve } from 'node:path'
import { readHint } from '../../disk/read-bounded.js'
import { makeScratch, makeScratchFolder, removeScratch, writeScratch } from '../../disk/scratch.js'
import { runGit } from '../run-git.js'
import type { Environment } from '../../core/settings/environment.js'
import type { Place } from '../place.js'

/**
 * The id of the tree that a commit of the index would have. Null if there is none: the index has unmerged paths or is
 * missing, or a copy of it has no room. Works on a copy of the index, and keeps the new tree objects out of the
 * repository.
 */
export async function readStagedTree(place: Place, env: Environment): Promise<string | null> {
  if (place.isBare) return null
  try {
    return await inScratch((folder) => writeTreeAside(place, env, folder))
  } catch {
    // The id is an extra in an alert: the alert must not fail for it.
    return null
  }
}

async function inScratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = makeScratch('index')
  try {
    return await work(folder)
  } finally {
    removeScratch(folder)
  }
}

/** The index of a million files has 100 MB. */
const MAX_INDEX_BYTES = 512 * 1024 * 1024

async function writeTreeAside(place: Place, env: Environment, folder: string): Promise<string | null> {
  const content = readHint(indexPath(place, env), MAX_INDEX_BYTES)
  if (content === null) return null
  const index = join(folder, 'index')
  const objects = join(folder, 'objects')
  writeScratch(index, content)
  makeScratchFolder(objects)
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
