import { join } from 'node:path'
import { ProblemError } from '../../core/problems/problem.js'
import type { FileEdit } from '../../disk/file-edits.js'
import { takeBlockOut } from './our-lines.js'
import { lookAtHook, notEditable, type HookFile } from './hook-file.js'
import type { HookName } from './hook-names.js'
import type { Place } from '../place.js'

/**
 * From 2.54 on git runs hooks that its configuration names, before the one in the hooks folder, in every linked worktree,
 * and whatever `core.hooksPath` says (git-scm.com/docs/git-hook/2.54.0). An older git passes over the keys.
 */
const CONFIG_HOOKS_FROM = [2, 54] as const

export const CONFIG_HOOKS_VERSION = CONFIG_HOOKS_FROM.join('.')

/** @param version `2.54.0` */
export function knowsConfigHooks(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > CONFIG_HOOKS_FROM[0] || (major === CONFIG_HOOKS_FROM[0] && minor >= CONFIG_HOOKS_FROM[1])
}

/** Of one event, since git does not say to a command which event it runs for. It must not be named as an event is. */
function configHookName(hook: HookName): string {
  return `holdfast-${hook}`
}

/** Does the repository's own configuration name the guard? */
export function namesGuard(place: Place): boolean {
  try {
    return takeBlockOut(textOf(lookAtConfig(place))).kind === 'with'
  } catch (error) {
    // Where we may not look we never wrote.
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

/** Git starts the command by sh, at the top of the work tree, with the hook's arguments and standard input. */
function renderSection(hook: HookName): string {
  const command = `HOLDFAST_BY=config sh \\"$(git rev-parse --git-common-dir)/holdfast/hooks/${hook}\\"`
  return `[hook "${configHookName(hook)}"]\n\tcommand = "${command}"\n\tevent = ${hook}\n`
}

/** At the end, where no section of somebody else's goes on. */
function append(text: string, sections: string): string {
  const block = `# >>> holdfast >>>\n${sections}# <<< holdfast <<<\n`
  // Without a last line end ours has none either, which says that the one before it is ours.
  return text === '' || text.endsWith('\n') ? text + block : `${text}\n${block.slice(0, -1)}`
}

function restOf(file: HookFile): string {
  const lines = takeBlockOut(textOf(file))
  if (lines.kind === 'damaged') throw notEditable(file.path, 'has a holdfast block whose begin or end line is missing')
  return lines.rest
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
