import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Reads what tests have seen, by row: the files that `expectSeen` (test/support/seen.ts) compares in every run. */
export function readSeenRows(root, table) {
  const folder = join(root, 'docs/seen', table)
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
  return new Map(names.map((name) => [name.slice(0, -'.json'.length), readJson(join(folder, name))]))
}

/**
 * Renders a table in Markdown.
 *
 * @param columns maps the key of each cell to the head of its column
 * @param rows maps the key of each row to its head; tests must have seen each of these rows, and no other
 */
export function renderSeenTable(corner, columns, rows, seen) {
  const unknown = [...seen.keys()].filter((key) => !(key in rows))
  const missing = Object.keys(rows).filter((key) => !seen.has(key))
  if (unknown.length + missing.length > 0)
    throw new Error(`seen, and no row: ${unknown}; a row, and not seen: ${missing}`)
  const lines = Object.entries(rows).map(([key, head]) =>
    renderRow([head, ...Object.keys(columns).map((column) => seen.get(key)[column] ?? '')]),
  )
  const heads = [corner, ...Object.values(columns)]
  return [renderRow(heads), renderRow(heads.map(() => '---')), ...lines].join('\n')
}

function renderRow(cells) {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'))
}
