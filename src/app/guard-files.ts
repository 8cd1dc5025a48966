import { lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FileEdit } from '../git/file-edits.js'
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

/** The edits that bring the guard's own files up to date; none where they are. */
export function planGuardFiles(workspace: Workspace): readonly FileEdit[] {
  const root = findPackageRoot()
  const folder = join(workspace.folders.home, 'hooks')
  const copies = SOURCES.map(([name, source, mode]) =>
    toEdit(join(folder, name), readFileSync(join(root, source)), mode),
  )
  // Which Node: the one that runs now, with the PATH as the second choice.
  const node = toEdit(join(folder, 'node'), Buffer.from(`${process.execPath}\n`), FILE_MODE)
  return [...copies, node].filter(({ before, after }) => before === null || after === null || !before.equals(after))
}

/** The edits that take them away again. */
export function planGuardFileRemoval(workspace: Workspace): readonly FileEdit[] {
  const folder = join(workspace.folders.home, 'hooks')
  return [...SOURCES.map(([name]) => name), 'node']
    .map((name) => ({
      ...toEdit(join(folder, name), Buffer.alloc(0), FILE_MODE),
      after: null,
      why: 'remove the guard',
    }))
    .filter(({ before }) => before !== null)
}

function toEdit(path: string, after: Buffer, mode: number): FileEdit {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  const before = stat?.isFile() === true ? readFileSync(path) : null
  return {
    path,
    before,
    after,
    mode,
    modeBefore: stat === undefined ? mode : stat.mode & 0o777,
    why: before === null ? 'copy the guard' : 'update the guard',
  }
}
