import { join, resolve } from 'node:path'
import { CLOSE_BLOCK, renderBlock } from '../../core/edit/marked-block.js'
import { ProblemError } from '../../core/problems/problem.js'
import type { FileEdit } from '../../disk/file-edits.js'
import { isReachable } from '../../disk/look.js'
import { lookAtHook, type HookFile } from './hook-file.js'
import { readsSourced, SOURCED } from './sourced-line.js'
import type { Place } from '../place.js'

/**
 * lefthook writes its hooks anew at `install` and whenever its configuration has changed, also in the middle of a
 * commit. Our line lasts in its `rc`: a file that each of its hooks reads before anything else, with the hook's own
 * arguments and standard input (seen with 2.2).
 */
const SPELLINGS = ['lefthook', '.lefthook', '.config/lefthook'] as const
const ENDINGS = ['yml', 'yaml', 'toml', 'json', 'jsonc'] as const

const YAML_LINE = `rc: '${SOURCED}'`
const YAML_BLOCK = renderBlock(YAML_LINE, CLOSE_BLOCK)
const TOML_BLOCK = renderBlock(`rc = '${SOURCED}'`, CLOSE_BLOCK)
const JSON_MEMBER = `\n  "rc": ${JSON.stringify(SOURCED)},`

/** The line that each of lefthook's hooks then has, with lefthook's own line end after it. */
const RC_LINES = `[ -f ${SOURCED} ] && . ${SOURCED}\n\n`

export function lefthookConfigs(top: string): readonly string[] {
  const paths = SPELLINGS.flatMap((name) => ENDINGS.map((ending) => join(top, `${name}.${ending}`)))
  return paths.filter((path) => isReachable(path))
}

/** @throws ProblemError `hook-config-not-editable` with the lines that the user has to add */
export function planLefthook({ top }: Place): readonly FileEdit[] {
  const [path] = top === null ? [] : lefthookConfigs(top)
  if (top === null || path === undefined) return []
  const file = lookAtHook(path, [top])
  const text = textOf(file)
  if (readsSourced(text) || readsSourced(findOwnRc(text, top)?.text ?? '')) return []
  return [edit(file, putRcIn(path, text), 'have lefthook run the guard first')]
}

/** Does this hook, which lefthook has written, read the guard through an `rc` that the user wrote? */
export function readsGuardByRc(place: Place, hook: string): boolean {
  const rc = ownRcOf(place)
  return rc !== null && hook.includes(`. ${rc.name}`) && readsSourced(rc.text)
}

/** An `rc` in the work tree, by its path from the top. */
export function ownRcOf({ top }: Place): OwnRc | null {
  const [path] = top === null ? [] : lefthookConfigs(top)
  return top === null || path === undefined ? null : findOwnRc(textOf(lookAtHook(path, [top])), top)
}

/** Restores the configuration of lefthook. */
export function planLefthookRemoval({ top }: Place): readonly FileEdit[] {
  const files = top === null ? [] : lefthookConfigs(top).map((path) => lookAtHook(path, [top]))
  return planChanges(files, withoutRc)
}

/** Restores the hooks that lefthook has written with our line. */
export function planLefthookHookRemoval(hooks: readonly HookFile[]): readonly FileEdit[] {
  return planChanges(hooks, (text) => text.replace(RC_LINES, ''))
}

function planChanges(files: readonly HookFile[], change: (text: string) => string): readonly FileEdit[] {
  return files.flatMap((file) => {
    const text = textOf(file)
    const rest = change(text)
    return rest === text ? [] : [edit(file, rest, 'take the guard out of lefthook')]
  })
}

function putRcIn(path: string, text: string): string {
  if (path.endsWith('.toml')) return putInToml(path, text)
  return /\.jsonc?$/.test(path) ? putInJson(path, text) : putInYaml(path, text)
}

function putInToml(path: string, text: string): string {
  const head = text.split(/^\s*\[/m, 1)[0] ?? ''
  if (/^\s*["']?rc["']?\s*=/m.test(head)) throw hasOwnRc(path)
  return insert(text, bomLength(text), TOML_BLOCK)
}

function putInJson(path: string, text: string): string {
  const start = /^\s*\{(?=\s*")/.exec(text.slice(bomLength(text)))
  if (/"rc"\s*:/.test(text)) throw hasOwnRc(path)
  if (start === null) throw notEditable(path, 'does not begin with an object of its settings', JSON_MEMBER.trim())
  return insert(text, bomLength(text) + start[0].length, JSON_MEMBER)
}

/** Puts our line at the top of the mapping, which must have its keys on lines of their own. */
function putInYaml(path: string, text: string): string {
  if (/^["']?rc["']?[ \t]*:/m.test(text)) throw hasOwnRc(path)
  let end = bomLength(text)
  let place = end
  for (const line of text.slice(end).split(/(?<=\n)/)) {
    end += line.length
    if (/^\s*(#|$)/.test(line)) continue
    if (/^---\s*(#|$)/.test(line) && place <= bomLength(text)) place = end
    else if (/^(?:[\w.-]+|"[^"]+"|'[^']+')[ \t]*:(?:\s|$)/.test(line)) return insert(text, place, YAML_BLOCK)
    else break
  }
  throw notEditable(path, 'does not begin with a key on a line of its own', YAML_LINE)
}

function withoutRc(text: string): string {
  return [YAML_BLOCK, TOML_BLOCK, JSON_MEMBER].reduce((rest, ours) => rest.replace(ours, ''), text)
}

interface OwnRc {
  readonly name: string
  readonly text: string
}

/** The `rc` file that the user has named, and may have put our line into. */
function findOwnRc(config: string, top: string): OwnRc | null {
  const name = /^\s*["']?rc["']?[ \t]*[:=][ \t]*["']*([^"'\s]+)/m.exec(config)?.[1]
  if (name === undefined) return null
  try {
    return { name, text: textOf(lookAtHook(resolve(top, name), [top])) }
  } catch (error) {
    if (error instanceof ProblemError) return null
    throw error
  }
}

function hasOwnRc(path: string): ProblemError {
  return notEditable(
    path,
    'has an rc already, so that the guard goes into that file',
    `[ ! -f ${SOURCED} ] || . ${SOURCED}`,
  )
}

function notEditable(path: string, reason: string, line: string): ProblemError {
  return new ProblemError({ area: 'git', code: 'hook-config-not-editable', path, reason, line })
}

function insert(text: string, at: number, what: string): string {
  return text.slice(0, at) + what + text.slice(at)
}

/** The length of a UTF-8 byte order mark, in text that was read as latin1. */
function bomLength(text: string): number {
  return text.startsWith('\u00ef\u00bb\u00bf') ? 3 : 0
}

function textOf({ content }: HookFile): string {
  return content?.toString('latin1') ?? ''
}

function edit({ path, content: before, mode }: HookFile, after: string, why: string): FileEdit {
  return { path, before, after: Buffer.from(after, 'latin1'), mode, modeBefore: mode, why }
}
