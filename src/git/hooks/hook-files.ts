import { join } from 'node:path'
import { ProblemError } from '../../core/problems/problem.js'
import { putBlockIn, takeBlockOut, type HookLines } from './our-lines.js'
import { HOOK_MODE, lookAtHook, notEditable, type HookFile } from './hook-file.js'
import { lookAtLasting } from './owner-pre-commit.js'
import { readsSourced } from './sourced-line.js'
import { findPlaceForOriginal, isRunByGit, originalPath, planOriginal, runOriginal } from './kept-original.js'
import { readsGuardByRc } from './owner-lefthook.js'
import type { FileEdit } from '../../disk/file-edits.js'
import { nodeDisk } from '../../disk/node-disk.js'
import type { HookName } from './hook-names.js'
import type { HookSetup } from './find-owner.js'
import type { Place } from '../place.js'

/** The texts that we put into hook files. Neither has the marker lines: those are put around it. */
export interface HookText {
  /** A whole sh script, from `#!/bin/sh` on, for a hook that does not exist yet. */
  stub(hook: HookName): string
  /**
   * POSIX sh lines that run before the lines of another hook: they `exit 1` to refuse, fall through to go on, and
   * leave the arguments and, for pre-push, the standard input to the lines that follow.
   */
  block(hook: HookName): string
}

/**
 * Plans the edits that make our hooks run before the existing ones. Plans none if everything is in place.
 *
 * @throws ProblemError `hooks-folder-shared`, `hook-not-editable`
 */
export function planHookInstall(
  place: Place,
  setup: HookSetup,
  hooks: readonly HookName[],
  text: HookText,
): readonly FileEdit[] {
  if (setup.isShared) {
    throw new ProblemError({
      area: 'git',
      code: 'hooks-folder-shared',
      folder: setup.folder,
      scope: setup.hooksPaths.at(-1)?.scope ?? '',
    })
  }
  return hooks.flatMap((hook) => planHook(place, setup, hook, text)).filter(isNeeded)
}

/**
 * Plans the edits that restore every hook byte for byte, also after a change from plain hooks to husky or back.
 *
 * @throws ProblemError `hook-not-editable` if a hook cannot be restored
 */
export function planHookUninstall(place: Place, setup: HookSetup, hooks: readonly HookName[]): readonly FileEdit[] {
  const folders = new Set([...(setup.isShared ? [] : [setup.editFolder, setup.folder]), join(place.commonDir, 'hooks')])
  if (place.top !== null) folders.add(join(place.top, '.husky'))
  return [...folders]
    .flatMap((folder) => hooks.flatMap((hook) => NAMES.map((ending) => join(folder, hook + ending))))
    .map((path) => lookUnlessForeign(path, rootsOf(place)))
    .flatMap((file) => (file === null ? [] : planRemoval(place, file)))
}

/** Every existing hook, ours or not, that we may read. */
export function lookAtAllHooks(place: Place, setup: HookSetup): readonly HookFile[] {
  const names = setup.isShared ? [] : (nodeDisk.list(setup.folder) ?? [])
  return names.flatMap((name) => lookUnlessForeign(join(setup.folder, name), rootsOf(place)) ?? [])
}

/**
 * Endings of the file of a hook: none, and those under which pre-commit, prek and lefthook keep it beside their own.
 */
const NAMES: readonly string[] = ['', '.legacy', '.old']

/** We have never written to a file that we may not read. */
function lookUnlessForeign(path: string, roots: readonly string[]): HookFile | null {
  try {
    return lookAtHook(path, roots)
  } catch (error) {
    if (error instanceof ProblemError) return null
    throw error
  }
}

function planHook(place: Place, setup: HookSetup, hook: HookName, text: HookText): readonly FileEdit[] {
  const file = lookAtLasting(setup.editFolder, hook, rootsOf(place))
  const lines = linesOf(file)
  // The program that writes this hook has put our line into it, and would put it there again.
  if (readsSourced(lines.rest) || readsGuardByRc(place, lines.rest)) return []
  if (setup.owner === 'husky') return [planHuskyHook(file, lines, text.block(hook))]
  if (file.content === null || isNoted(lines, 'created')) return [planStub(file, lines.rest, text.stub(hook))]
  if (lines.kind === 'with' && lines.note.kind === 'original') {
    const original = lookAtOriginal(place, file, lines.note.name)
    return [planOwnPlace(file, lines.note.name, original.mode, text.block(hook))]
  }
  if (lines.kind === 'with' || canTakeBlock(file)) return [planBlock(file, lines.rest, text.block(hook))]
  return planOriginalAside(place, hook, file, text.block(hook))
}

function canTakeBlock(file: HookFile): boolean {
  // A mode that lets git run our lines would also start the rest of the hook, which git does not run now.
  return isRunByGit(file.mode) && isShellHook(file.content ?? Buffer.alloc(0), process.platform === 'win32')
}

/** Husky runs the file by `sh -e` whatever its mode and first line say. */
function planHuskyHook(file: HookFile, lines: ReadableLines, block: string): FileEdit {
  const note = file.content === null || isNoted(lines, 'created') ? CREATED : ADDED
  return edit(file, putBlockIn(lines.rest, note, latin1(block)), file.mode, 'run the guard first, from husky')
}

function planStub(file: HookFile, rest: string, stub: string): FileEdit {
  const [, shebang = '#!/bin/sh\n', body = ''] = /^(#![^\n]*\n)?([^]*)$/.exec(latin1(stub)) ?? []
  const further = rest.replace(/^#![^\n]*\n?/, '')
  return edit(file, putBlockIn(shebang + further, CREATED, body), HOOK_MODE, 'create the hook')
}

function planBlock(file: HookFile, rest: string, block: string): FileEdit {
  return edit(
    file,
    putBlockIn(rest, ADDED, latin1(block)),
    isRunByGit(file.mode) ? file.mode : HOOK_MODE,
    'run the guard before the hook',
  )
}

/** A hook that is no shell script moves aside whole, and our hook in its place runs it afterwards. */
function planOriginalAside(place: Place, hook: HookName, file: HookFile, block: string): readonly FileEdit[] {
  const original = findPlaceForOriginal(place, rootsOf(place), hook, file)
  return [planOriginal(original, file), planOwnPlace(file, original.name, file.mode, block)]
}

function planOwnPlace(file: HookFile, name: string, originalMode: number, block: string): FileEdit {
  const body = latin1(block).replace(/\n*$/, '\n') + (isRunByGit(originalMode) ? runOriginal(name) : '')
  const after = putBlockIn('#!/bin/sh\n', { kind: 'original', name }, body)
  return edit(file, after, HOOK_MODE, 'run the guard, then the original hook')
}

function planRemoval(place: Place, file: HookFile): readonly FileEdit[] {
  const lines = linesOf(file)
  if (lines.kind === 'without') return []
  const { note, rest } = lines
  if (note.kind === 'original') return planReturn(place, file, rest, note.name)
  const isNothingLeft = note.kind === 'created' && /^(#![^\n]*\n?)?$/.test(rest)
  return [
    isNothingLeft ? removal(file, 'remove the hook') : edit(file, rest, file.mode, 'take the guard out of the hook'),
  ]
}

function planReturn(place: Place, file: HookFile, rest: string, name: string): readonly FileEdit[] {
  const kept = lookAtOriginal(place, file, name)
  if (rest !== '#!/bin/sh\n') throw notEditable(file.path, 'has lines of its own, which its original would replace')
  const back = { ...edit(file, '', kept.mode, 'give the original hook back'), after: kept.content }
  return [back, removal(kept, 'remove the copy of the original hook')]
}

function lookAtOriginal(place: Place, file: HookFile, name: string): HookFile & { readonly content: Buffer } {
  const { content, ...kept } = lookAtHook(originalPath(place, name), rootsOf(place))
  if (content === null) throw notEditable(file.path, `stands for an original that is gone from ${kept.path}`)
  return { ...kept, content }
}

type ReadableLines = Exclude<HookLines, { kind: 'damaged' }>

const CREATED = { kind: 'created' } as const
const ADDED = { kind: 'added' } as const

function linesOf(file: HookFile): ReadableLines {
  const lines = takeBlockOut(file.content?.toString('latin1') ?? '')
  if (lines.kind === 'damaged') throw notEditable(file.path, 'has a holdfast block whose begin or end line is missing')
  return lines
}

function isNoted(lines: ReadableLines, kind: 'created'): boolean {
  return lines.kind === 'with' && lines.note.kind === kind
}

function edit(file: HookFile, after: string, mode: number, why: string): FileEdit {
  return {
    path: file.path,
    before: file.content,
    after: Buffer.from(after, 'latin1'),
    mode,
    modeBefore: file.mode,
    why,
  }
}

function removal(file: HookFile, why: string): FileEdit {
  return { path: file.path, before: file.content, after: null, mode: file.mode, modeBefore: file.mode, why }
}

function isNeeded({ before, after, mode, modeBefore }: FileEdit): boolean {
  if (before === null || after === null) return before !== after
  return !before.equals(after) || mode !== modeBefore
}

function latin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

function rootsOf(place: Place): readonly string[] {
  return [place.top, place.commonDir].filter((root) => root !== null)
}

const SHELLS = new Set(['sh', 'bash', 'dash', 'ash', 'ksh', 'mksh'])

/**
 * Can POSIX shell lines stand at the start of this hook? git runs a hook without `#!` by sh. A shell archive with NUL
 * bytes finds its data by counting bytes or lines, so nothing may be added to it.
 */
export function isShellHook(content: Buffer, isWindows: boolean): boolean {
  if (content.includes(0)) return false
  const firstLine = /^[^\n]*/.exec(content.toString('latin1', 0, 1024))?.[0] ?? ''
  if (!firstLine.startsWith('#!')) return true
  // Only Windows runs `#!/bin/sh\r`: elsewhere the hook does not start, and our lines in it would not start either.
  if (firstLine.endsWith('\r') && !isWindows) return false
  return SHELLS.has(interpreterOf(firstLine.slice(2).trim().split(/\s+/)))
}

/** `/bin/sh -e`, `/usr/bin/env bash`, `/usr/bin/env -S LANG=C bash`, `/bin/busybox sh`. */
function interpreterOf(words: readonly string[]): string {
  const [program = '', ...rest] = words
  const name = program.replace(/^.*[/\\]/, '').replace(/\.exe$/i, '')
  if (name === 'env') return interpreterOf(rest.filter((word) => !word.startsWith('-') && !word.includes('=')))
  if (name === 'busybox') return interpreterOf(rest)
  return name
}
