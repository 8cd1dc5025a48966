import { bracketFinder } from './bracket.js'

const MAX_ALTERNATIVES = 1_000
/** For all alternatives together. Each is read and compiled: 1,000 of the longest patterns would take half a minute. */
const MAX_EXPANDED_LENGTH = 65_536

/**
 * Expands `{a,b}` and `{1..9}` as bash does. The alternatives have no braces with a meaning left. Null for more than
 * 1,000 alternatives, which are counted before they are made, and for more than 65,536 characters in all.
 */
export function expandBraces(text: string): readonly string[] | null {
  const budget = { left: MAX_ALTERNATIVES * 4 }
  const parts = expand(text, budget)
  if (parts === null || parts.length === 1) return parts
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return parts.length > MAX_ALTERNATIVES || length > MAX_EXPANDED_LENGTH ? null : parts
}

function expand(text: string, budget: { left: number }): readonly string[] | null {
  const brace = findBrace(text)
  if (brace === null) return [text]
  const middle = brace.range === undefined ? expandAll(brace.alternatives, budget) : brace.range
  const tail = expand(text.slice(brace.end), budget)
  if (middle === null || tail === null) return null
  const count = middle.length * tail.length
  budget.left -= count
  if (count > MAX_ALTERNATIVES || budget.left < 0) return null
  const head = text.slice(0, brace.start)
  return middle.flatMap((one) => tail.map((rest) => head + one + rest))
}

function expandAll(alternatives: readonly string[], budget: { left: number }): readonly string[] | null {
  const all: string[] = []
  for (const alternative of alternatives) {
    const expanded = expand(alternative, budget)
    if (expanded === null || all.length + expanded.length > MAX_ALTERNATIVES) return null
    all.push(...expanded)
  }
  return all
}

interface Brace {
  readonly start: number
  /** The index behind the closing brace. */
  readonly end: number
  readonly alternatives: readonly string[]
  /** Undefined for a brace with commas; null for a range that is too long. */
  readonly range: readonly string[] | null | undefined
}

/** Finds the first brace with a meaning: one with a comma in it, or a range. */
function findBrace(text: string): Brace | null {
  const findClose = bracketFinder(text)
  for (let start = 0; start < text.length; start = skipOne(text, start, findClose)) {
    if (text[start] !== '{') continue
    const brace = readBrace(text, start)
    if (brace !== null) return brace
  }
  return null
}

function readBrace(text: string, start: number): Brace | null {
  const commas: number[] = []
  const findClose = bracketFinder(text)
  let depth = 0
  for (let index = start; index < text.length; index = skipOne(text, index, findClose)) {
    if (text[index] === '{') depth += 1
    if (text[index] === ',' && depth === 1) commas.push(index)
    if (text[index] === '}') depth -= 1
    if (depth === 0) return toBrace(text, start, index, commas)
  }
  return null
}

function toBrace(text: string, start: number, close: number, commas: readonly number[]): Brace | null {
  const end = close + 1
  if (commas.length > 0) {
    const edges = [start, ...commas, close]
    const alternatives = edges.slice(0, -1).map((edge, index) => text.slice(edge + 1, edges[index + 1]))
    return { start, end, alternatives, range: undefined }
  }
  const range = readRange(text.slice(start + 1, close))
  return range === undefined ? null : { start, end, alternatives: [], range }
}

const NUMBERS = /^(-?\d{1,9})\.\.(-?\d{1,9})(?:\.\.(-?\d{1,9}))?$/
const LETTERS = /^([a-zA-Z])\.\.([a-zA-Z])(?:\.\.(-?\d{1,9}))?$/

function readRange(text: string): readonly string[] | null | undefined {
  const numbers = NUMBERS.exec(text)
  if (numbers !== null) {
    const [, from = '', to = '', step = '1'] = numbers
    const width = /^-?0\d/.test(from) || /^-?0\d/.test(to) ? Math.max(from.length, to.length) : 0
    return countUp(Number(from), Number(to), Number(step), (value) => padded(value, width))
  }
  const letters = LETTERS.exec(text)
  if (letters === null) return undefined
  const [, from = '', to = '', step = '1'] = letters
  // Six characters, one of them a backslash, lie between Z and a: what bash makes of those is not defined.
  const spell = (code: number): string => `\\${String.fromCharCode(code)}`.replace(/^\\(?=[a-zA-Z])/, '')
  return countUp(from.charCodeAt(0), to.charCodeAt(0), Number(step), spell)
}

function countUp(from: number, to: number, step: number, spell: (value: number) => string): readonly string[] | null {
  const stride = Math.max(1, Math.abs(step))
  const count = Math.floor(Math.abs(to - from) / stride) + 1
  if (count > MAX_ALTERNATIVES) return null
  return Array.from({ length: count }, (_, index) => spell(from + (from <= to ? stride : -stride) * index))
}

function padded(value: number, width: number): string {
  const digits = String(Math.abs(value))
  return value < 0 ? `-${digits.padStart(width - 1, '0')}` : digits.padStart(width, '0')
}

/** Gives the index behind an escaped character, a bracket, or one plain character. */
function skipOne(text: string, index: number, findClose: (open: number) => number | null): number {
  if (text[index] === '\\') return index + 2
  if (text[index] !== '[') return index + 1
  const close = findClose(index)
  return close === null ? index + 1 : close + 1
}
