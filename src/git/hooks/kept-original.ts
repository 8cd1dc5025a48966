import { join } from 'node:path'
import { lookAtHook, type HookFile } from './hook-file.js'
import type { FileEdit } from '../../disk/file-edits.js'
import type { HookName } from './hook-names.js'
import type { Place } from '../place.js'

/** A hook of the user that our own replaces: its bytes and its mode, kept beside our other state. */
export interface Original extends HookFile {
  readonly name: string
}

const FOLDER = 'holdfast/chained'

export function originalPath(place: Place, name: string): string {
  return join(place.commonDir, FOLDER, name)
}

/** The name of the hook, or the first of `pre-commit.2`, `pre-commit.3` … that holds nothing else. */
export function findPlaceForOriginal(place: Place, roots: readonly string[], hook: HookName, file: HookFile): Original {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? hook : `${hook}.${number}`
    const taken = lookAtHook(originalPath(place, name), roots)
    if (taken.content === null || taken.content.equals(file.content ?? Buffer.alloc(0))) return { ...taken, name }
  }
}

export function planOriginal(original: Original, file: HookFile): FileEdit {
  const { path, content: before, mode: modeBefore } = original
  return { path, before, after: file.content, mode: file.mode, modeBefore, why: 'keep the original hook' }
}

/** The hook asks for the folder when it runs, so that a repository can be moved. */
export function runOriginal(name: string): string {
  return `exec "$(git rev-parse --git-common-dir)/${FOLDER}/${name}" "$@"\n`
}

/** git skips a hook that nobody may execute. */
export function isRunByGit(mode: number): boolean {
  return (mode & 0o111) !== 0
}
