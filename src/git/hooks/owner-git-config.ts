import { join } from 'node:path'
import { ProblemError } from '../../core/problems/problem.js'
import { CLOSE_BLOCK, insertBlock, renderBlock, takeBlock } from '../../core/edit/marked-block.js'
import type { FileEdit } from '../../disk/file-edits.js'
import { lookAtHook, notEditable, type HookFile } from './hook-file.js'
import type { HookName } from './hook-names.js'
import type { Place } from '../place.js'

/**
 * From 2.54 on git runs hooks that its configuration names, before the one in the hooks folder, in every linked
 * worktree, and whatever `core.hooksPath` says (git-scm.com/docs/git-hook/2.54.0). An older git ignores the keys.
 */
const CONFIG_HOOKS_FROM = [2, 54] as const

export const CONFIG_HOOKS_VERSION = CONFIG_HOOKS_FROM.join('.')

/** @param version `2.54.0` */
export function knowsConfigHooks(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > CONFIG_HOOKS_FROM[0] || (major === CONFIG_HOOKS_FROM[0] && minor >= CONFIG_HOOKS_FROM[1])
}

/** A name for each event, since git does not tell a command its event. The name must differ from the event's. */
function configHookName(hook: HookName): string {
  return `holdfast-${hook}`
}

/** Does the repository's own configuration name the guard? */
export function namesGuard(place: Place): boolean {
  try {
    return takeBlock(textOf(lookAtConfig(place)), CLOSE_BLOCK).kind === 'with'
  } catch (error) {
    // We have never written to a file that we may not read.
    if (error instanceof ProblemError) return false
    throw error
  }
}

/** @throws ProblemError `hook-not-editable` */
export function planConfigHooks(place: Place, hooks: readonly HookName[]): readonly FileEdit[] {
  const file = lookAtConfig(place)
  const after = append(restOf(file), hooks.map(renderSection).join(''))
  return after === textOf(file) ? [] : [edit(file, after, 'name the guard as a hook in the configuration of git')]
}

export function planConfigHooksRemoval(place: Place): readonly FileEdit[] {
  if (!namesGuard(place)) return []
  const file = lookAtConfig(place)
  return [edit(file, restOf(file), 'take the guard out of the configuration of git')]
}

/** git starts the command by sh, at the top of the work tree, with the hook's arguments and standard input. */
function renderSection(hook: HookName): string {
  const command = `HOLDFAST_BY=config sh \\"$(git rev-parse --git-common-dir)/holdfast/hooks/${hook}\\"`
  return `[hook "${configHookName(hook)}"]\n\tcommand = "${command}"\n\tevent = ${hook}\n`
}

/** Our sections go to the end of the file, where they interrupt no other section. */
function append(text: string, sections: string): string {
  return insertBlock(text, text.length, renderBlock(sections, CLOSE_BLOCK))
}

function restOf(file: HookFile): string {
  const { kind, rest } = takeBlock(textOf(file), CLOSE_BLOCK)
  if (kind === 'damaged') throw notEditable(file.path, 'has a holdfast block whose begin or end line is missing')
  return rest
}

function lookAtConfig({ commonDir }: Place): HookFile {
  return lookAtHook(join(commonDir, 'config'), [commonDir])
}

function textOf({ content }: HookFile): string {
  return content?.toString('latin1') ?? ''
}

function edit({ path, content: before, mode }: HookFile, after: string, why: string): FileEdit {
  return { path, before, after: Buffer.from(after, 'latin1'), mode, modeBefore: mode, why }
}
