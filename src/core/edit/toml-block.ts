import { parse, TomlError, type TomlTable } from 'smol-toml'
import { ProblemError } from '../problems/problem.js'
import { HASH_MARKS, putBlock, takeBlock, type BlockStyle } from './marked-block.js'

/** A table of Holdfast in a TOML file. TOML allows a table anywhere, so it stands at the end, between marks. */
export interface TomlBlock {
  /** `['mcp_servers', 'holdfast']` */
  readonly table: readonly string[]
  readonly lines: readonly string[]
}

const STYLE: BlockStyle = { ...HASH_MARKS, stands: 'apart' }

/** @throws ProblemError `agent-file-invalid`, `agent-file-refused` */
export function putTomlBlock(path: string, text: string | null, block: TomlBlock): string {
  const rest = restOf(path, text ?? '')
  if (has(parseToml(path, rest), block.table))
    throw refused(path, `has a table [${block.table.join('.')}] that Holdfast did not write`)
  const after = putBlock(text ?? '', block.lines, STYLE)
  // An inline table or a dotted key above may forbid another table of this name.
  parseToml(path, after)
  return after
}

/** Gives null for a file that Holdfast created and nobody added to. */
export function takeTomlBlock(path: string, text: string): string | null {
  const rest = restOf(path, text)
  return rest === '' ? null : rest
}

export function hasTomlBlock(path: string, text: string): boolean {
  return restOf(path, text) !== text
}

function restOf(path: string, text: string): string {
  const { kind, rest } = takeBlock(text, STYLE)
  if (kind === 'damaged') throw refused(path, 'has a holdfast block whose begin or end line is missing or doubled')
  return rest
}

function parseToml(path: string, text: string): TomlTable {
  try {
    return parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const { line, column, message } = error
    const reason = message.split('\n')[0] ?? 'it is not TOML'
    throw new ProblemError({ area: 'config', code: 'agent-file-invalid', path, line, column, reason })
  }
}

function has(table: TomlTable, way: readonly string[]): boolean {
  let place: unknown = table
  for (const key of way) place = typeof place === 'object' && place !== null ? Reflect.get(place, key) : undefined
  return place !== undefined
}

function refused(path: string, reason: string): ProblemError {
  return new ProblemError({ area: 'config', code: 'agent-file-refused', path, reason })
}
