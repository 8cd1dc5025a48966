import { join } from 'node:path'
import { ProblemError } from '../../core/problems/problem.js'
import type { FileEdit } from '../../disk/file-edits.js'
import { lookAtHook, type HookFile } from '../../git/hooks/hook-file.js'
import { findPackageRoot } from '../../processes/package-root.js'
import { findOutdatedFiles, findVersionFiles, loadGuardVersion, type GuardVersion } from './guard-version.js'
import { GUARDED_HOOKS, STRICT_HOOK, SERVER_HOOKS, loadHookText, renderSourced } from './hook-text.js'
import type { Workspace } from '../workspace/workspace.js'
import { isProgram } from '../../disk/look.js'
import { readPackageFile } from '../../disk/read-bounded.js'

const SCRIPT_MODE = 0o755
const FILE_MODE = 0o644

interface GuardFile {
  readonly name: string
  readonly content: Buffer
  readonly mode: number
}

/**
 * The edits that bring the guard's own files up to date; none when they already are. These files are copied beside the
 * store, so that the hooks work after the package is moved or removed.
 *
 * @throws ProblemError `hook-not-editable` if the store's folder leads out of the repository, or contains other things
 */
export function planGuardFiles(workspace: Workspace): readonly FileEdit[] {
  const root = findPackageRoot()
  const version = loadGuardVersion(root)
  const stubs = [...GUARDED_HOOKS, STRICT_HOOK, ...(workspace.place.isBare ? SERVER_HOOKS : [])]
  const copies = filesOf(root, version, stubs).map(({ name, content, mode }) =>
    toEdit(lookAtOwn(workspace, name), content, mode),
  )
  const node = lookAtOwn(workspace, 'node')
  // The hooks start the Node that runs now, or else the Node in PATH. Another agent's Node in the file is as good.
  const edits = namesProgram(node) ? copies : [...copies, toEdit(node, Buffer.from(`${process.execPath}\n`), FILE_MODE)]
  const outdated = findOutdatedFiles(folderOf(workspace), version, workspace.now())
  return [
    ...edits.filter(({ before, after }) => before === null || after === null || !before.equals(after)),
    ...planRemoval(workspace, outdated),
  ]
}

/** The files in the order in which they are written: a file comes after the files that it starts. */
function filesOf(root: string, version: GuardVersion, stubs: readonly string[]): readonly GuardFile[] {
  return [
    ...version.files.map(([name, content]) => ({ name, content, mode: FILE_MODE })),
    { name: 'sourced.sh', content: Buffer.from(renderSourced(loadHookText(root))), mode: FILE_MODE },
    { name: 'guard.sh', content: version.script, mode: FILE_MODE },
    ...stubs.map((name) => ({ name, content: readPackageFile(join(root, 'dist/hooks', name)), mode: SCRIPT_MODE })),
  ]
}

function folderOf({ folders }: Workspace): string {
  return join(folders.home, 'hooks')
}

function lookAtOwn(workspace: Workspace, name: string): HookFile {
  return lookAtHook(join(folderOf(workspace), name), [workspace.place.commonDir])
}

function namesProgram({ content }: HookFile): boolean {
  return content !== null && isProgram(content.toString('utf8').replace(/\n$/, ''))
}

function toEdit({ path, content, mode: modeBefore }: HookFile, after: Buffer, mode: number): FileEdit {
  const why = content === null ? 'copy the guard' : 'update the guard'
  return { path, before: content, after, mode, modeBefore, why }
}

/** A mark for hook files that also start the guard: git's configuration may have started the guard already. */
export function planConfigMark(workspace: Workspace): readonly FileEdit[] {
  const mark = lookAtOwn(workspace, CONFIG_MARK)
  return mark.content === null ? [toEdit(mark, Buffer.alloc(0), FILE_MODE)] : []
}

const CONFIG_MARK = 'in-config'

/** The edits that remove the guard's files, also those of earlier versions. */
export function planGuardFileRemoval(workspace: Workspace): readonly FileEdit[] {
  return planRemoval(workspace, [
    ...GUARDED_HOOKS,
    STRICT_HOOK,
    ...SERVER_HOOKS,
    'guard.sh',
    'sourced.sh',
    'node',
    ...findVersionFiles(folderOf(workspace)),
  ])
}

function planRemoval(workspace: Workspace, names: readonly string[]): readonly FileEdit[] {
  return names.flatMap((name) => {
    const file = lookUnlessForeign(workspace, name)
    if (file?.content == null) return []
    const { path, content, mode } = file
    return [{ path, before: content, after: null, mode, modeBefore: mode, why: 'remove the guard' }]
  })
}

/** Null for a file that a link leads elsewhere: Holdfast did not write it. */
function lookUnlessForeign(workspace: Workspace, name: string): HookFile | null {
  try {
    return lookAtOwn(workspace, name)
  } catch (error) {
    if (error instanceof ProblemError) return null
    throw error
  }
}
