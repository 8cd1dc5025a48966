import type { ToolUse } from './agent-event.js'
import { asPayload, listAt, parsePayload, textAt, type HookPayload } from './hook-payload.js'

/** A program's names of the tools that edit files or run a shell. */
export interface ToolNames {
  readonly edits: readonly string[]
  readonly shells: readonly string[]
}

const PATHS = ['file_path', 'filePath', 'path', 'notebook_path', 'notebookPath', 'target_file', 'targetFile']
const LISTS = ['files', 'paths', 'edits', 'replacements']
const PATCHES = ['command', 'patch', 'input', 'patchText', 'patch_text']
const COMMANDS = ['command', 'command_line', 'CommandLine', 'cmd']
const FOLDERS = ['cwd', 'Cwd', 'workdir', 'working_directory', 'dir_path', 'directory']

/** In characters. A patch may be as long as the files that it adds. */
const MAX_PATCH = 16 * 1024 * 1024
const MAX_PATHS = 10_000

/**
 * Reads what a tool call would do; nothing for a tool that neither edits nor runs a shell. Names compare without case.
 */
export function readToolUse(tool: string, input: unknown, names: ToolNames): readonly ToolUse[] {
  const isOneOf = (list: readonly string[]): boolean => list.some((name) => name.toLowerCase() === tool.toLowerCase())
  const object = typeof input === 'string' ? parsePayload(input) : asPayload(input)
  if (isOneOf(names.shells)) return readShell(object ?? { command: input })
  if (!isOneOf(names.edits)) return []
  const paths = [...new Set([...pathsOf(object), ...patchedPaths(object, input)])]
  return paths.length === 0 ? [] : [{ kind: 'edit', paths: paths.slice(0, MAX_PATHS) }]
}

function readShell(input: HookPayload): readonly ToolUse[] {
  const command = commandOf(input)
  if (command === '') return []
  const cwd = unquoted(textAt(input, ...FOLDERS))
  // A command may itself be a patch, because Codex also runs `apply_patch` in its shell.
  const patched = command.includes('*** Begin Patch') ? findPatchPaths(command) : []
  const edits: readonly ToolUse[] = patched.length === 0 ? [] : [{ kind: 'edit', paths: patched }]
  return [...edits, { kind: 'shell', command, cwd: cwd === '' ? null : cwd }]
}

/** Reads a command from a text, or from the last word of an argument vector such as `["bash", "-lc", "…"]`. */
function commandOf(input: HookPayload): string {
  for (const name of COMMANDS) {
    const value = input[name]
    const text: unknown = Array.isArray(value) ? value.at(-1) : value
    if (typeof text === 'string' && text !== '' && text.length <= MAX_PATCH) return unquoted(text)
  }
  return ''
}

function pathsOf(input: HookPayload | null): readonly string[] {
  const own = [...PATHS, 'TargetFile'].map((name) => unquoted(textAt(input, name)))
  const listed = LISTS.flatMap((name) => listAt(input, name)).map((entry) =>
    typeof entry === 'string' ? entry : textAt(asPayload(entry), ...PATHS),
  )
  return [...own, ...listed].filter((path) => path !== '')
}

function patchedPaths(object: HookPayload | null, input: unknown): readonly string[] {
  const texts = [input, ...PATCHES.map((name) => object?.[name])]
  return texts.flatMap((text) => (typeof text === 'string' && text.length <= MAX_PATCH ? findPatchPaths(text) : []))
}

/** Antigravity sends some texts as JSON within JSON: `"\"/a/b.ts\""`. */
function unquoted(text: string): string {
  if (!/^".*"$/s.test(text)) return text
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'string' ? value : text
  } catch {
    return text
  }
}

/**
 * Finds every file that an `apply_patch` body adds, updates or deletes, and both sides of a move. The body stands
 * between `*** Begin Patch` and `*** End Patch`; lines around it have no effect.
 */
export function findPatchPaths(patch: string): readonly string[] {
  const paths = new Set<string>()
  for (const [, path = ''] of patch.matchAll(/^\*\*\* (?:(?:Add|Update|Delete) File|Move to): ([^\r\n]+)/gm)) {
    if (paths.size === MAX_PATHS) break
    paths.add(path.trim())
  }
  return [...paths].filter((path) => path !== '')
}
