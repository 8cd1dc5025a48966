import { accessSync, constants, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ProblemError } from '../core/problem.js'
import type { FileEdit } from '../git/file-edits.js'
import { lookAtHook, type HookFile } from '../git/hook-file.js'
import { findPackageRoot } from '../system/package-root.js'
import type { Workspace } from './workspace.js'

const SCRIPT_MODE = 0o755
const FILE_MODE = 0o644

/** What the hooks need lies beside the store, so that they outlive a moved or removed package. */
const SOURCES: readonly (readonly [name: string, source: string, mode: number])[] = [
  ['pre-commit', 'hooks/pre-commit', SCRIPT_MODE],
  ['pre-push', 'hooks/pre-push', SCRIPT_MODE],
  ['guard.sh', 'hooks/guard.sh', FILE_MODE],
  ['guard.cjs', 'dist/guard.cjs', FILE_MODE],
  ['guard-late.cjs', 'dist/guard-late.cjs', FILE_MODE],
]

/**
 * The edits that bring the guard's own files up to date; none where they are.
 *
 * @throws ProblemError `hook-not-editable` where the store's folder leads out of the repository, or holds something else
 */
export function planGuardFiles(workspace: Workspace): readonly FileEdit[] {
  const root = findPackageRoot()
  const copies = SOURCES.map(([name, source, mode]) =>
    toEdit(lookAtOwn(workspace, name), readFileSync(join(root, source)), mode),
  )
  const node = lookAtOwn(workspace, 'node')
  // Which Node: the one that runs now, with the PATH as the second choice. Two agents may have two that serve as well.
  const edits = isProgram(node) ? copies : [...copies, toEdit(node, Buffer.from(`${process.execPath}\n`), FILE_MODE)]
  return edits.filter(({ before, after }) => before === null || after === null || !before.equals(after))
}

function lookAtOwn({ place, folders }: Workspace, name: string): HookFile {
  return lookAtHook(join(folders.home, 'hooks', name), [place.commonDir])
}

function isProgram({ content }: HookFile): boolean {
  try {
    const path = content?.toString('utf8').replace(/\n$/, '') ?? ''
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

function toEdit({ path, content, mode: modeBefore }: HookFile, after: Buffer, mode: number): FileEdit {
  const why = content === null ? 'copy the guard' : 'update the guard'
  return { path, before: content, after, mode, modeBefore, why }
}

/** The edits that take them away again. */
export function planGuardFileRemoval(workspace: Workspace): readonly FileEdit[] {
  return [...SOURCES.map(([name]) => name), 'node'].flatMap((name) => {
    const file = lookUnlessForeign(workspace, name)
    if (file?.content == null) return []
    const { path, content, mode } = file
    return [{ path, before: content, after: null, mode, modeBefore: mode, why: 'remove the guard' }]
  })
}

/** What leads elsewhere was not written by us. */
function lookUnlessForeign(workspace: Workspace, name: string): HookFile | null {
  try {
    return lookAtOwn(workspace, name)
  } catch (error) {
    if (error instanceof ProblemError) return null
    throw error
  }
}
